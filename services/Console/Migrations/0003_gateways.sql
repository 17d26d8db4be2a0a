-- One row per name for the whole installation: the name is also that of the gateway's queue.
create table console.gateways (
    gateway_id text primary key,
    workspace_id uuid not null references console.workspaces,
    -- The gateway's own user at the broker, and its password in the broker's own salted form.
    broker_user text not null,
    broker_password_hash text not null,
    machine text not null,
    enrolled_at timestamptz not null,
    enrolled_by text not null,
    last_seen_at timestamptz,
    version text,
    revoked_at timestamptz,
    revoked_by text,
    -- Set when a member deletes it; the row goes when the broker has nothing of it any more.
    deleted_at timestamptz,
    -- When the broker's user and queue of a revoked gateway were taken away.
    cleared_at timestamptz
);
create index gateways_workspace on console.gateways (workspace_id);

create table console.gateway_codes (
    code_hash bytea primary key,
    workspace_id uuid not null references console.workspaces,
    gateway_id text not null,
    made_by text not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index gateway_codes_workspace on console.gateway_codes (workspace_id, gateway_id);
