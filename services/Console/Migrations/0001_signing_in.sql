create table console.workspaces (
    workspace_id uuid primary key,
    name text not null,
    created_at timestamptz not null default now()
);

create table console.users (
    user_id uuid primary key,
    -- As typed by its owner; sign-in compares without case.
    name text not null,
    password_hash text not null,
    -- Changes with the password: tokens that carry an older one end.
    security_stamp text not null,
    -- True for a seeded one-time password.
    must_change_password boolean not null default false,
    password_changed_at timestamptz not null default now(),
    created_at timestamptz not null default now()
);
create unique index users_name on console.users (lower(name));

create table console.memberships (
    workspace_id uuid not null references console.workspaces,
    user_id uuid not null references console.users,
    role text not null check (role in ('Admin', 'Manager', 'Sender')),
    created_at timestamptz not null default now(),
    primary key (workspace_id, user_id)
);

create table console.audit (
    id bigint generated always as identity primary key,
    workspace_id uuid not null,
    at timestamptz not null,
    actor text not null,
    action text not null,
    detail text
);
create index audit_workspace_at on console.audit (workspace_id, at desc);
