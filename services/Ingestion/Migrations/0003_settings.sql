-- What a workspace has set for its connections; null: as the installation is configured.
create table ingestion.settings (
    workspace_id uuid primary key,
    connect_timeout_seconds double precision,
    stall_seconds double precision,
    first_pause_seconds double precision,
    longest_pause_seconds double precision,
    probe_seconds double precision
);

create table ingestion.outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    type text not null,
    body jsonb not null,
    created_at timestamptz not null default now()
);
