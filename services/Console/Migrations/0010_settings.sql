-- Days of the workspace, such as those of quotas, begin at midnight there. An IANA name.
alter table console.workspaces add column time_zone text not null default 'UTC';

-- What a person likes, in whatever browser.
create table console.preferences (
    user_id uuid primary key references console.users on delete cascade,
    preferences jsonb not null,
    updated_at timestamptz not null
);

-- Limits of one member; where there is none the member has no limit of their own.
create table console.quotas (
    workspace_id uuid not null,
    user_id uuid not null,
    quota text not null,
    most integer not null check (most >= 0),
    primary key (workspace_id, user_id, quota),
    foreign key (workspace_id, user_id) references console.memberships on delete cascade
);

-- What members have used of a quota on a day of the workspace. It outlasts a membership: who is let in again on the same
-- day has used what they have used.
create table console.quota_use (
    workspace_id uuid not null,
    user_id uuid not null,
    quota text not null,
    day date not null,
    used integer not null,
    primary key (workspace_id, user_id, quota, day)
);
create index quota_use_day on console.quota_use (day);
