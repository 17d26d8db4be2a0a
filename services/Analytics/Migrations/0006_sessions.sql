-- Reviews of live sessions and statistics over time: see docs/sessions.md.

-- Every end of a session has a number, whoever notes it: TikTok's word, a newer room or silence. What was told is
-- told once, and an end that is taken back (the LIVE goes on) and comes again has the next number.
alter table analytics.live_sessions
    add column ends int not null default 0,
    add column ends_told int not null default 0,
    add column end_noticed_at timestamptz;
update analytics.live_sessions set ends = 1, ends_told = 1 where ended_at is not null;

create function analytics.count_end() returns trigger language plpgsql as $$
begin
    new.ends := old.ends + 1;
    new.end_noticed_at := clock_timestamp();
    return new;
end $$;
create trigger live_sessions_end before update of ended_at on analytics.live_sessions
    for each row when (old.ended_at is null and new.ended_at is not null) execute function analytics.count_end();
create index live_sessions_untold on analytics.live_sessions (end_noticed_at) where ends > ends_told;

-- The few events of a session that its review looks for by kind: Follow, Share, Gap.
create index events_marks on analytics.events (session_no, kind, sequence) where kind in (4, 5, 27);
-- Gifts without streak; those with one are in analytics.gift_streaks.
create index events_single_gifts on analytics.events (session_no, gift_id) where kind = 0 and group_id = 0;
-- What an event has triggered.
create index actions_event on analytics.actions (session_no, message_id) where message_id is not null;

-- What statistics over many sessions are made of, worked out once for a session that is over. A digest is good as long
-- as the session is still what it was made of; statistics read the minutes of every other session themselves.
create table analytics.session_digests (
    session_no bigint primary key,
    format int not null,
    events bigint not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    -- Sums of the correlations (Statistics/Moments.cs).
    moments double precision[] not null
);

-- By quarter of an hour (UTC): every time zone in use begins its days and hours on one.
create table analytics.session_quarters (
    session_no bigint not null,
    quarter timestamptz not null,
    gifts bigint not null,
    coins bigint not null,
    comments bigint not null,
    likes bigint not null,
    follows bigint not null,
    shares bigint not null,
    joins bigint not null,
    viewer_minutes int not null,
    viewers_sum double precision not null,
    viewers_peak bigint not null,
    primary key (session_no, quarter)
);

create table analytics.session_gifts (
    session_no bigint not null,
    gift_id bigint not null,
    gifts bigint not null,
    coins bigint not null,
    primary key (session_no, gift_id)
);
