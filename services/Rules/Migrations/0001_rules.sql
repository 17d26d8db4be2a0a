-- What people decide: rules and which board an account's rules move.
create table rules.rules (
    rule_id uuid primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    name text not null,
    enabled boolean not null,
    version bigint not null default 1,
    definition jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    updated_by text not null
);
create index rules_by_account on rules.rules (workspace_id, account_id);

create table rules.bindings (
    workspace_id uuid not null,
    account_id uuid not null,
    board_id text not null,
    updated_at timestamptz not null default now(),
    updated_by text not null,
    primary key (workspace_id, account_id)
);

-- What the rules remember of an account. The version is compared and set by every write, so that a replica whose
-- memory is behind can never overwrite what another one has decided.
create table rules.account_state (
    workspace_id uuid not null,
    account_id uuid not null,
    version bigint not null,
    last_sequence bigint not null,
    primary key (workspace_id, account_id)
);

create table rules.state_entries (
    workspace_id uuid not null,
    account_id uuid not null,
    key text not null,
    value bigint not null,
    expires_at timestamptz not null,
    primary key (workspace_id, account_id, key)
);
create index state_entries_by_expiry on rules.state_entries (expires_at);

create table rules.decisions (
    decision_id uuid primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    room_id bigint not null,
    message_id bigint not null,
    event_kind text not null,
    rule_id uuid not null,
    rule_name text not null,
    viewer_id bigint,
    viewer_name text,
    outcome text not null,
    reason text,
    command_ids uuid[] not null,
    received_at timestamptz not null,
    decided_at timestamptz not null
);
create index decisions_latest on rules.decisions (workspace_id, account_id, decided_at desc, decision_id desc);
create index decisions_latest_of_workspace on rules.decisions (workspace_id, decided_at desc, decision_id desc);
create index decisions_by_age on rules.decisions (decided_at);

-- The last word of every gateway, so that a restarted replica knows the boards at once.
create table rules.gateways (
    workspace_id uuid not null,
    gateway_id text not null,
    seen_at timestamptz not null,
    status jsonb not null,
    primary key (workspace_id, gateway_id)
);

-- Which accounts have had their example rules: what a person deleted stays deleted.
create table rules.seeds (
    workspace_id uuid not null,
    account_id uuid not null,
    seeded_at timestamptz not null default now(),
    primary key (workspace_id, account_id)
);
