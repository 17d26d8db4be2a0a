create table console.emergency_stops (
    stop_id uuid primary key,
    workspace_id uuid not null,
    requested_by text not null,
    requested_at timestamptz not null,
    -- Null while latched.
    reset_at timestamptz,
    reset_by text
);
create index emergency_stops_latched on console.emergency_stops (workspace_id) where reset_at is null;

create table console.outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    type text not null,
    body jsonb not null,
    created_at timestamptz not null default now()
);
