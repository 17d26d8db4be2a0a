-- What people call a PC with boards, beside its name at the broker, which never changes.
create table console.machine_names (
    workspace_id uuid not null references console.workspaces,
    gateway_id text not null,
    name text not null,
    primary key (workspace_id, gateway_id)
);

-- What people have ordered of a gateway, and what came of it. Kept for 30 days; the audit log has it for ever.
create table console.machine_orders (
    order_id uuid primary key,
    workspace_id uuid not null references console.workspaces,
    gateway_id text not null,
    -- Null where the order is not about one board.
    board_id text,
    kind text not null check (kind in ('Devices', 'Firmware', 'Scan', 'Line')),
    requested_by text not null,
    requested_by_id uuid not null,
    requested_at timestamptz not null,
    -- After this its end is not waited for any more; it is still written down when it comes.
    ends_by timestamptz not null,
    state text not null check (state in ('Sent', 'Running', 'Done', 'Refused', 'Failed', 'Expired')),
    detail text,
    steps text[] not null default '{}',
    updated_at timestamptz not null,
    finished_at timestamptz
);
create index machine_orders_gateway on console.machine_orders (workspace_id, gateway_id, requested_at desc);
