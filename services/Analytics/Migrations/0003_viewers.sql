-- Viewer profiles: see docs/decisions/0011-viewer-profiles.md for the shape and its reasons.

-- Whose viewers: an account's, or (account_id null) those of all accounts of a workspace together.
create table analytics.audiences (
    audience_no int generated always as identity primary key,
    workspace_id uuid not null,
    account_id uuid,
    handle text,
    -- IANA name. Day boundaries, hours of heatmaps and birthdays are the account's.
    time_zone text not null default 'UTC',
    -- Switches of the account; what is absent has its default.
    settings jsonb not null default '{}',
    -- Rises with whatever a writer remembers of the workspace: switches, merges, tiers.
    version int not null default 0,
    created_at timestamptz not null default now(),
    unique nulls not distinct (workspace_id, account_id)
);

-- A person, by TikTok's user id, as this workspace knows them.
alter table analytics.viewers
    add column avatar_url text,
    add column bio text,
    add column gender text,
    add column country text,
    add column language text,
    add column verified boolean,
    add column follower_count bigint,
    add column following_count bigint,
    add column tts_voice text,
    add column discord text,
    add column birthday date,
    add column notes text,
    add column tags text[] not null default '{}',
    add column created_at timestamptz not null default now(),
    add column updated_at timestamptz not null default now();

-- Search as you type: any part of a name. pg_trgm is a trusted extension: the database's owner may add it.
create extension if not exists pg_trgm;
create index viewers_search on analytics.viewers using gin
    ((coalesce(handle, '') || ' ' || coalesce(nickname, '')) gin_trgm_ops);
create index viewers_handle on analytics.viewers (workspace_id, lower(handle), user_id);
create index viewers_birthday on analytics.viewers
    (workspace_id, (extract(month from birthday)), (extract(day from birthday))) where birthday is not null;

-- Every handle that a person was seen with.
create table analytics.viewer_handles (
    workspace_id uuid not null,
    user_id bigint not null,
    handle text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (workspace_id, user_id, handle)
);
create index viewer_handles_handle on analytics.viewer_handles (workspace_id, lower(handle));

-- What a person did in one live session, and the newest visit; the visits before are in analytics.visits.
alter table analytics.session_viewers
    add column first_at timestamptz,
    add column visit_from timestamptz,
    add column visit_to timestamptz,
    add column visit_open boolean not null default false,
    add column visits int not null default 0,
    add column watch_ms bigint not null default 0;
create index session_viewers_person on analytics.session_viewers (user_id, session_no);

create table analytics.visits (
    session_no bigint not null,
    user_id bigint not null,
    joined_at timestamptz not null,
    left_at timestamptz not null,
    primary key (session_no, user_id, joined_at)
);

-- A person in one audience. Totals are sums over the live sessions (analytics.session_viewers) of all user ids that
-- are merged into this one, and what was imported.
create table analytics.viewer_profiles (
    audience_no int not null references analytics.audiences,
    user_id bigint not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    watch_ms bigint not null default 0,
    coins bigint not null default 0,
    gifts bigint not null default 0,
    comments bigint not null default 0,
    likes bigint not null default 0,
    follows bigint not null default 0,
    shares bigint not null default 0,
    joins bigint not null default 0,
    points bigint not null default 0,
    visits int not null default 0,
    -- 0 for none, 1 (lowest) to 4. Set by hand it is never lowered, taken away by hand it does not come back by itself.
    vip_tier smallint not null default 0,
    vip_by_hand boolean not null default false,
    is_blocked boolean not null default false,
    is_favorite boolean not null default false,
    is_moderator boolean not null default false,
    vip_since timestamptz,
    primary key (audience_no, user_id)
) with (fillfactor = 80);

create index viewer_profiles_coins on analytics.viewer_profiles (audience_no, coins desc, user_id);
create index viewer_profiles_watch on analytics.viewer_profiles (audience_no, watch_ms desc, user_id);
create index viewer_profiles_visits on analytics.viewer_profiles (audience_no, visits desc, user_id);
create index viewer_profiles_seen on analytics.viewer_profiles (audience_no, last_seen_at desc, user_id);
create index viewer_profiles_vip on analytics.viewer_profiles (audience_no, vip_tier desc, coins desc, user_id)
    where vip_tier > 0;
create index viewer_profiles_favorite on analytics.viewer_profiles (audience_no, user_id) where is_favorite;

-- 7 x 24 hours of an account's week, hour 0 is Monday 00:00 in its time zone; by the user id of the event.
create table analytics.viewer_hours (
    audience_no int not null,
    user_id bigint not null,
    hour_of_week smallint not null,
    events bigint not null,
    coins bigint not null,
    primary key (audience_no, user_id, hour_of_week)
) with (fillfactor = 80);

create table analytics.audience_hours (
    audience_no int not null,
    hour_of_week smallint not null,
    events bigint not null,
    coins bigint not null,
    primary key (audience_no, hour_of_week)
) with (fillfactor = 50);

-- A live session minute by minute (UTC).
create table analytics.session_minutes (
    session_no bigint not null,
    minute timestamptz not null,
    events bigint not null,
    gifts bigint not null,
    coins bigint not null,
    comments bigint not null,
    likes_seen bigint not null,
    likes_total bigint not null,
    follows bigint not null,
    shares bigint not null,
    joins bigint not null,
    viewers_sum bigint not null,
    viewers_count bigint not null,
    viewers_peak bigint not null,
    primary key (session_no, minute)
) with (fillfactor = 50);

create table analytics.vip_tiers (
    workspace_id uuid not null,
    tier smallint not null check (tier between 1 and 4),
    name text not null,
    min_coins bigint not null,
    min_watch_ms bigint not null,
    min_visits int not null,
    benefits jsonb not null default '[]',
    color text not null,
    sort_order int not null,
    primary key (workspace_id, tier)
);

-- Two user ids of one person. Undoing it is possible because totals by user id stay in analytics.session_viewers.
create table analytics.viewer_merges (
    workspace_id uuid not null,
    user_id bigint not null,
    into_user_id bigint not null,
    merged_at timestamptz not null,
    merged_by text not null,
    -- What the two had before: restored by the undo.
    before jsonb not null,
    primary key (workspace_id, user_id)
);
create index viewer_merges_into on analytics.viewer_merges (workspace_id, into_user_id);

create table analytics.outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    type text not null,
    body jsonb not null,
    created_at timestamptz not null default now()
);

-- A person's events over all live sessions: histories, exports, erasure.
create index events_person on analytics.events (user_id, at) where user_id is not null;

-- What is on the books already. When somebody came and went was not noted: visits begin with this version.
insert into analytics.audiences (workspace_id, account_id)
    select distinct workspace_id, account_id from analytics.live_sessions
    union
    select distinct workspace_id, null::uuid from analytics.live_sessions;
update analytics.session_viewers v set first_at = s.started_at
    from analytics.live_sessions s where s.session_no = v.session_no;
insert into analytics.viewer_profiles
    (audience_no, user_id, first_seen_at, last_seen_at, coins, gifts, comments, likes, follows, shares, joins)
    select a.audience_no, v.user_id, min(s.started_at), max(coalesce(s.ended_at, s.active_at)), sum(v.coins), sum(v.gifts),
        sum(v.comments), sum(v.likes), sum(v.follows), sum(v.shares), sum(v.joins)
    from analytics.session_viewers v
    join analytics.live_sessions s using (session_no)
    join analytics.audiences a
        on a.workspace_id = s.workspace_id and (a.account_id = s.account_id or a.account_id is null)
    group by a.audience_no, v.user_id;
insert into analytics.viewer_handles (workspace_id, user_id, handle, first_at, last_at)
    select workspace_id, user_id, handle, named_at, named_at from analytics.viewers where handle is not null;

-- Those who are there. The condition changes only when somebody comes or goes, so other updates of a row stay cheap.
create index session_viewers_open on analytics.session_viewers (session_no) where visit_open;
