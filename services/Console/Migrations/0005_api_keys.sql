create table console.api_keys (
    key_id uuid primary key,
    workspace_id uuid not null references console.workspaces,
    name text not null,
    -- SHA-256 of the key, which has 256 bits of chance: a slower hash would protect nothing more.
    key_hash bytea not null unique,
    -- Its first characters, for people who look for the one in a program's settings.
    begins text not null,
    role text not null check (role in ('Admin', 'Manager', 'Sender')),
    scopes text[] not null,
    made_by text not null,
    made_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    -- To the minute.
    last_used_at timestamptz
);
create index api_keys_workspace on console.api_keys (workspace_id, made_at);
