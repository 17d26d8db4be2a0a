-- Changes by hand: see docs/decisions/0011-viewer-profiles.md.

-- A correction by hand has no rule, and no account where it corrects what all accounts together show.
alter table analytics.points
    alter column account_id drop not null,
    alter column rule_id drop not null,
    add column granted_by text;

-- What is on the books already.
insert into analytics.viewer_profiles as p (audience_no, user_id, first_seen_at, last_seen_at, points)
    select a.audience_no, g.user_id, min(g.granted_at), max(g.granted_at), sum(g.points)
    from analytics.points g
    join analytics.audiences a on a.workspace_id = g.workspace_id and (a.account_id = g.account_id or a.account_id is null)
    group by a.audience_no, g.user_id
    on conflict (audience_no, user_id) do update set points = p.points + excluded.points;

-- Erasure finds what names a person. Few rows have either.
create index actions_viewer on analytics.actions (viewer_id) where viewer_id is not null;
create index events_receiver on analytics.events (receiver_id) where receiver_id > 0;

-- Who was congratulated: for the day that begins, and in a live session. Kept as long as it can repeat.
create table analytics.birthdays_told (
    audience_no int not null,
    user_id bigint not null,
    day date not null,
    primary key (audience_no, user_id, day)
);
create table analytics.birthdays_live (
    session_no bigint not null,
    user_id bigint not null,
    told_at timestamptz not null,
    primary key (session_no, user_id)
);

-- The tiers of workspaces that were there before the tiers were.
insert into analytics.vip_tiers (workspace_id, tier, name, min_coins, min_watch_ms, min_visits, color, sort_order)
    select w.workspace_id, d.tier, d.name, d.coins, d.hours * 3600000, d.visits, d.color, d.tier
    from (select distinct workspace_id from analytics.audiences) w
    cross join (values
        (1, 'Bronze', 1000, 5::bigint, 10, '#CD7F32'), (2, 'Silver', 5000, 20, 25, '#C0C0C0'),
        (3, 'Gold', 20000, 50, 50, '#FFD700'), (4, 'Platinum', 100000, 200, 100, '#E5E4E2')
    ) as d(tier, name, coins, hours, visits, color)
    on conflict (workspace_id, tier) do nothing;
