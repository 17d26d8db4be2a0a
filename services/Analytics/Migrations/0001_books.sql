-- The books: see docs/decisions/0002-event-store.md for the shape and its reasons.

create table analytics.live_sessions (
    session_no bigint generated always as identity primary key,
    id uuid not null unique,
    workspace_id uuid not null,
    account_id uuid not null,
    room_id bigint not null,
    -- The day (UTC) on which the session was opened on the books. It never changes, so that all events of a session
    -- are in one partition of analytics.events and one unique index sees them all.
    opened_on date not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    -- What the life of a session is decided from (LiveSessionLife).
    active_at timestamptz not null,
    start_sequence bigint not null default -1,
    end_sequence bigint not null default -1,
    end_at timestamptz,
    end_received_at timestamptz,
    events bigint not null default 0,
    gifts bigint not null default 0,
    coins bigint not null default 0,
    comments bigint not null default 0,
    likes bigint not null default 0,
    likes_seen bigint not null default 0,
    follows bigint not null default 0,
    shares bigint not null default 0,
    joins bigint not null default 0,
    viewers bigint not null default 0,
    viewers_sequence bigint not null default -1,
    peak_viewers bigint not null default 0,
    total_viewers bigint not null default 0,
    gaps bigint not null default 0,
    gap_ms bigint not null default 0,
    actions_done bigint not null default 0,
    actions_not_done bigint not null default 0,
    unique (workspace_id, account_id, room_id)
) with (fillfactor = 50);

create index live_sessions_newest on analytics.live_sessions (workspace_id, started_at desc, session_no desc);
create index live_sessions_active on analytics.live_sessions (account_id) where ended_at is null;

create table analytics.events (
    session_no bigint not null,
    message_id bigint not null,
    sequence bigint not null,
    at timestamptz not null,
    received_at timestamptz not null,
    user_id bigint,
    gift_id bigint,
    group_id bigint,
    receiver_id bigint,
    room_likes bigint,
    viewers bigint,
    total_viewers bigint,
    followers bigint,
    shares bigint,
    opened_on date not null,
    coins int,
    repeat_count int,
    credited int,
    likes int,
    kind smallint not null,
    flags smallint not null,
    roles smallint,
    text text,
    -- Parts of the rare kinds (battle, envelope, goal, targets, gap, months); null for all frequent ones.
    detail jsonb,
    primary key (session_no, message_id, kind, opened_on)
) partition by range (opened_on);

-- The order of the events in a session, for its review.
create index events_order on analytics.events (session_no, sequence);

create table analytics.gift_streaks (
    session_no bigint not null,
    user_id bigint not null,
    gift_id bigint not null,
    group_id bigint not null,
    receiver_id bigint not null,
    repeat_count int not null,
    coins int not null,
    primary key (session_no, group_id, user_id, gift_id, receiver_id)
) with (fillfactor = 70);

create table analytics.session_viewers (
    session_no bigint not null,
    user_id bigint not null,
    coins bigint not null default 0,
    gifts bigint not null default 0,
    gifts_sequence bigint not null default -1,
    likes bigint not null default 0,
    comments bigint not null default 0,
    follows bigint not null default 0,
    shares bigint not null default 0,
    joins bigint not null default 0,
    primary key (session_no, user_id)
) with (fillfactor = 70);

create index session_viewers_leaderboard on analytics.session_viewers
    (session_no, coins desc, gifts_sequence, user_id) where coins > 0;

create table analytics.viewers (
    workspace_id uuid not null,
    user_id bigint not null,
    handle text,
    nickname text,
    named_at timestamptz not null,
    primary key (workspace_id, user_id)
) with (fillfactor = 90);

create table analytics.gifts (
    gift_id bigint primary key,
    name text,
    coins int not null
);

-- One row per device command, and one per decision that sent none. The id is the command's or the decision's.
create table analytics.actions (
    id uuid primary key,
    action_no bigint generated always as identity,
    workspace_id uuid not null,
    account_id uuid,
    session_no bigint,
    room_id bigint,
    message_id bigint,
    event_kind smallint,
    rule_id uuid,
    rule_name text,
    decision_id uuid,
    decision smallint,
    reason text,
    viewer_id bigint,
    viewer_name text,
    decided_at timestamptz,
    gateway_id text,
    board_id text,
    device_id text,
    action text,
    duration_ms int,
    outcome smallint,
    detail text,
    sent_at timestamptz,
    acknowledged_at timestamptz,
    completed_at timestamptz,
    board_ms double precision,
    path_ms double precision,
    ran_ms int
);

create index actions_session on analytics.actions (session_no, action_no) where session_no is not null;
create index actions_workspace on analytics.actions (workspace_id, action_no);
