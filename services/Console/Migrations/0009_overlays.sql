-- What OBS shows of an account: each overlay has its own link.
create table console.overlays (
    overlay_id uuid primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    name text not null,
    settings jsonb not null,
    -- Rises with every change, so that somebody else's in between is not overwritten.
    version integer not null,
    -- SHA-256 of the token: an overlay is found by it.
    token_hash bytea not null unique,
    -- The token sealed with the installation's key: its link can be copied again.
    token_sealed bytea not null,
    token_made_at timestamptz not null,
    made_at timestamptz not null
);

create index overlays_workspace on console.overlays (workspace_id, account_id, made_at);

create table console.overlay_sounds (
    sound_id uuid primary key,
    workspace_id uuid not null,
    -- What rules and overlays call it.
    name text not null,
    kind text not null check (kind in ('mp3', 'ogg', 'wav')),
    content bytea not null,
    added_by text not null,
    added_at timestamptz not null
);

create unique index overlay_sounds_name on console.overlay_sounds (workspace_id, lower(name));
