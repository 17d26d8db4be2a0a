-- Calls that rules make to addresses of the customer. due_at is when a call may next be taken up; whoever takes it up
-- moves it to the end of its lease, so that a call whose replica has died is due again by itself.
create table rules.webhook_calls (
    call_id uuid primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    rule_id uuid not null,
    -- Empty when the address or the body was refused: such a call is never made.
    url text not null,
    host text not null,
    -- Until the call is delivered.
    body text,
    state text not null,
    -- All there ever were, and those since the call was added or retried by a person.
    attempts int not null default 0,
    tries int not null default 0,
    due_at timestamptz not null default now(),
    status_code int,
    reason text,
    created_at timestamptz not null,
    finished_at timestamptz
);
create index webhook_calls_waiting on rules.webhook_calls (host, workspace_id, due_at) where state = 'Waiting';
create index webhook_calls_latest on rules.webhook_calls (workspace_id, created_at desc, call_id desc);
create index webhook_calls_latest_of_state on rules.webhook_calls (workspace_id, state, created_at desc, call_id desc);
create index webhook_calls_by_age on rules.webhook_calls (finished_at) where finished_at is not null;

-- One row for each time that a call was taken up. Without milliseconds: it is under way, or its replica has died.
create table rules.webhook_attempts (
    call_id uuid not null references rules.webhook_calls on delete cascade,
    number int not null,
    started_at timestamptz not null default now(),
    status_code int,
    milliseconds int,
    reason text,
    primary key (call_id, number)
);

-- What calls of a workspace are signed with. One is the current one; older ones stay valid for a while.
create table rules.webhook_secrets (
    secret_id uuid primary key,
    workspace_id uuid not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    created_by text not null,
    valid_until timestamptz
);
create unique index webhook_secrets_current on rules.webhook_secrets (workspace_id) where valid_until is null;
create index webhook_secrets_of_workspace on rules.webhook_secrets (workspace_id, created_at desc);
