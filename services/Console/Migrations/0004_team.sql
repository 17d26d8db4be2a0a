-- Tokens from before have no row in console.sessions and could not be ended one by one: they end now.
update console.users set security_stamp = replace(gen_random_uuid()::text, '-', ''), password_changed_at = now();

alter table console.workspaces
    -- Admins and managers may do nothing here until they have a second factor.
    add column require_second_factor boolean not null default false;

alter table console.memberships
    -- Where a sign-in goes that names no workspace: the one used last.
    add column last_used_at timestamptz;
create index memberships_user on console.memberships (user_id);

-- One row per sign-in: session_id is the token's claim "sid".
create table console.sessions (
    session_id uuid primary key,
    user_id uuid not null references console.users on delete cascade,
    workspace_id uuid not null references console.workspaces,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    -- Written at most once a minute.
    last_seen_at timestamptz not null,
    address text not null,
    browser text not null,
    ended_at timestamptz,
    ended_by text
);
create index sessions_user on console.sessions (user_id, expires_at);
create index sessions_workspace on console.sessions (workspace_id, expires_at);
create index sessions_ended on console.sessions (expires_at) where ended_at is not null;

create table console.invitations (
    invitation_id uuid primary key,
    workspace_id uuid not null references console.workspaces,
    code_hash bytea not null unique,
    role text not null check (role in ('Admin', 'Manager', 'Sender')),
    note text,
    made_by uuid not null references console.users,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by uuid references console.users,
    revoked_at timestamptz
);
create index invitations_workspace on console.invitations (workspace_id, made_at desc);

create table console.second_factors (
    user_id uuid primary key references console.users on delete cascade,
    -- Sealed with the installation's key (Secrets:Key), for this user alone.
    secret bytea not null,
    made_at timestamptz not null,
    -- Null until a code has proved that the app has the secret: it does not count before.
    confirmed_at timestamptz,
    -- The 30 s step of the last code taken: a code counts once.
    last_step bigint not null default 0
);

create table console.recovery_codes (
    user_id uuid not null references console.second_factors on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);

-- A right password that still lacks its code.
create table console.sign_in_tickets (
    ticket_hash bytea primary key,
    user_id uuid not null references console.users on delete cascade,
    security_stamp text not null,
    expires_at timestamptz not null
);

alter table console.audit
    add column actor_id uuid,
    -- What kind of thing was changed, which one, and what people call it.
    add column thing text,
    add column thing_id text,
    add column thing_name text,
    add column before jsonb,
    add column after jsonb,
    add column address text,
    add column browser text,
    add column service text not null default 'console',
    -- Names the change where another service made it: it is written once, however often it is told.
    add column change_id uuid;
create unique index audit_change on console.audit (change_id) where change_id is not null;
drop index console.audit_workspace_at;
create index audit_workspace_at on console.audit (workspace_id, at desc, id desc);
