-- Rules that a workspace has changed; all others are as the program brings them.
create table console.alert_rules (
    workspace_id uuid not null,
    kind text not null,
    enabled boolean not null,
    threshold double precision,
    hold_seconds integer not null,
    mail boolean not null,
    webhook boolean not null,
    primary key (workspace_id, kind)
);

-- Who is told beside the open pages.
create table console.alert_channels (
    workspace_id uuid primary key,
    mail_to text[] not null default '{}',
    webhook_url text not null default '',
    -- Sealed with the installation's key; null before the first was made.
    webhook_secret bytea
);

create table console.alerts (
    alert_id uuid primary key,
    -- As messages name it: one that is not known here must not keep the others from being told.
    workspace_id uuid not null,
    kind text not null,
    -- What it is about: a gateway, a board, an account, a queue. With the kind it is the alert's name.
    key text not null,
    subject text not null,
    detail text not null,
    raised_at timestamptz not null,
    resolved_at timestamptz,
    -- Who closed it by hand; null where it ended by itself.
    closed_by text
);

-- Raised once: while one of this name is open there is no other, whoever looks.
create unique index alerts_open on console.alerts (workspace_id, kind, key) where resolved_at is null;

-- What happens at a moment has no end that could be waited for: it is told once for ever.
create unique index alerts_once on console.alerts (workspace_id, kind, key) where kind = 'live-ended';

create index alerts_history on console.alerts (workspace_id, raised_at desc);

-- What is still to be told, written with the alert: a crash in between loses nothing.
create table console.alert_notices (
    notice_id uuid primary key,
    alert_id uuid not null references console.alerts on delete cascade,
    workspace_id uuid not null,
    phase text not null check (phase in ('raised', 'resolved', 'test')),
    channel text not null check (channel in ('mail', 'webhook')),
    due_at timestamptz not null,
    tries integer not null default 0,
    sent_at timestamptz,
    given_up_at timestamptz,
    problem text,
    unique (alert_id, phase, channel)
);

create index alert_notices_due on console.alert_notices (due_at) where sent_at is null and given_up_at is null;
