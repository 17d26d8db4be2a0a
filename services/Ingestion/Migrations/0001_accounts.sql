create table ingestion.accounts (
    id uuid primary key,
    workspace_id uuid not null,
    handle text not null,
    display_name text not null,
    time_zone text not null,
    enabled boolean not null,
    record boolean not null default false,
    created_at timestamptz not null default now(),
    unique (workspace_id, handle)
);

-- One replica owns an account at a time. The epoch rises with each new owner and is the upper half of the sequence.
create table ingestion.leases (
    account_id uuid primary key references ingestion.accounts (id) on delete cascade,
    owner text not null,
    epoch bigint not null,
    expires_at timestamptz not null,
    status jsonb
);

-- Replicas that are alive: the accounts are shared among them.
create table ingestion.replicas (
    owner text primary key,
    expires_at timestamptz not null
);

-- Counting state of rooms and streaks: written behind the hot path, read by the account's next owner.
create table ingestion.rooms (
    account_id uuid not null,
    room_id bigint not null,
    like_maximum bigint not null,
    recent_ids bigint[] not null,
    recent_types smallint[] not null,
    updated_at timestamptz not null,
    -- Its start is published and its end is not: whoever takes the account has to find out.
    live boolean not null default false,
    primary key (account_id, room_id)
);

create table ingestion.streaks (
    account_id uuid not null,
    room_id bigint not null,
    user_id bigint not null,
    gift_id bigint not null,
    group_id bigint not null,
    receiver_id bigint not null,
    maximum int not null,
    last_message_id bigint not null,
    last_seen timestamptz not null,
    is_final boolean not null,
    gift_name text,
    coins int not null,
    primary key (account_id, room_id, user_id, gift_id, group_id, receiver_id)
);
