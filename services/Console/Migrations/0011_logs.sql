-- Levels of services that were changed at run time; all others are as configured.
create table console.log_levels (
    service text not null,
    -- The part of the service and all whose names begin so; empty for the service itself.
    source text not null,
    level text not null,
    -- Null for ever.
    until_at timestamptz,
    set_by text not null,
    set_at timestamptz not null,
    primary key (service, source)
);

-- What services write, by the text before its values are put in.
create table console.log_templates (
    template_id uuid primary key,
    service text not null,
    level text not null,
    source text not null,
    template text not null,
    -- The last line of it.
    example text not null,
    first_seen_at timestamptz not null,
    first_version text not null,
    last_seen_at timestamptz not null
);

create index log_templates_seen on console.log_templates (last_seen_at);

-- How often, by five minutes: what the last day was is known after a restart too.
create table console.log_counts (
    at timestamptz not null,
    template_id uuid not null references console.log_templates on delete cascade,
    count bigint not null,
    primary key (at, template_id)
);
