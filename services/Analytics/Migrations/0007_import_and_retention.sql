-- Importing what other programs have gathered, and how long what is gathered is kept: see docs/viewers.md.

create table analytics.imports (
    id uuid primary key,
    workspace_id uuid not null,
    -- Names the database that the file is a copy of: a newer copy of it has the same.
    source_id uuid not null,
    kind text not null,
    file_name text,
    file_bytes bigint not null,
    state text not null check (state in ('running', 'done', 'failed', 'interrupted')),
    started_at timestamptz not null,
    finished_at timestamptz,
    imported_by text not null,
    report jsonb not null default '{}'
);
create index imports_newest on analytics.imports (workspace_id, started_at desc, id);

-- Live sessions that were imported: from which database, and what it called them.
alter table analytics.live_sessions
    add column imported_from uuid,
    add column imported_name text;

-- What an imported grid of hours has added already: a newer copy of the database adds the difference.
create table analytics.imported_hours (
    session_no bigint not null,
    -- The row of the viewer in the imported database.
    row_id bigint not null,
    hour_of_week smallint not null,
    events bigint not null,
    coins bigint not null,
    primary key (session_no, row_id, hour_of_week)
);

-- How long a workspace keeps what; null is for ever.
create table analytics.retention (
    workspace_id uuid primary key,
    events_days int check (events_days >= 30),
    comments_days int check (comments_days >= 1),
    inactive_viewers_days int check (inactive_viewers_days >= 30),
    updated_at timestamptz not null,
    updated_by text not null
);

-- When retention has taken the events of a session, or the texts of its comments. Its totals stay.
alter table analytics.live_sessions
    add column events_removed_at timestamptz,
    add column texts_removed_at timestamptz;
create index live_sessions_opened on analytics.live_sessions (opened_on) where events_removed_at is null;

-- Who caused an action is taken out of it when the workspace's events go.
create index actions_named on analytics.actions (workspace_id, action_no) where viewer_id is not null or viewer_name is not null;
