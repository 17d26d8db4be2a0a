-- Messages that must agree with a row: what people change, for the audit log.
create table rules.outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    type text not null,
    body jsonb not null,
    created_at timestamptz not null default now()
);

-- When a rule fired last, and how often of late: lists show it for each rule.
create index decisions_fired on rules.decisions (rule_id, decided_at desc) where outcome = 'Fired';
