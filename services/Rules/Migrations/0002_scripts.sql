-- A rule without an account is shared: it holds for every account of its workspace.
alter table rules.rules alter column account_id drop not null;

-- Variables hold texts, sliding windows hold lists.
alter table rules.state_entries add column text text, add column list bigint[];

-- When the account wants to be woken: a replica that starts, or takes over, finds what is due.
alter table rules.account_state add column due_at timestamptz;
create index account_state_due on rules.account_state (due_at) where due_at is not null;

-- What waits or runs, and how what is over has ended. Details are the execution itself, to go on with.
create table rules.executions (
    execution_id uuid primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    rule_id uuid not null,
    rule_name text not null,
    viewer_name text,
    state text not null,
    units int not null,
    steps int not null,
    queued_at timestamptz not null,
    begun_at timestamptz,
    due_at timestamptz,
    ended_at timestamptz,
    reason text,
    -- json, not jsonb: a viewer may well have a NUL in a comment.
    details json
);
create index executions_active on rules.executions (workspace_id, account_id) where ended_at is null;
create index executions_latest on rules.executions (workspace_id, queued_at desc, execution_id desc);
create index executions_by_end on rules.executions (ended_at) where ended_at is not null;

-- What people set for an account as a whole.
create table rules.account_settings (
    workspace_id uuid not null,
    account_id uuid not null,
    settings jsonb not null,
    version bigint not null default 1,
    updated_at timestamptz not null default now(),
    updated_by text not null,
    primary key (workspace_id, account_id)
);

-- Every version of every rule, the deleted ones too: who changed what, and the way back.
create table rules.rule_versions (
    rule_id uuid not null,
    version bigint not null,
    workspace_id uuid not null,
    account_id uuid,
    name text not null,
    enabled boolean not null,
    deleted boolean not null,
    definition jsonb not null,
    changed_at timestamptz not null default now(),
    changed_by text not null,
    primary key (rule_id, version)
);
create index rule_versions_latest on rules.rule_versions (workspace_id, changed_at desc);
insert into rules.rule_versions (rule_id, version, workspace_id, account_id, name, enabled, deleted, definition, changed_at, changed_by)
select rule_id, version, workspace_id, account_id, name, enabled, false, definition, updated_at, updated_by from rules.rules;

-- Secret addresses of rules that other programs call. The token itself is not kept, only what it hashes to.
create table rules.rule_addresses (
    token_hash bytea primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    rule_id uuid not null references rules.rules on delete cascade,
    created_at timestamptz not null default now(),
    created_by text not null,
    unique (rule_id, account_id)
);
