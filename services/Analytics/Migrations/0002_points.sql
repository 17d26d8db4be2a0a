-- Loyalty points that rules have given, each once by its id.
create table analytics.points (
    grant_id uuid primary key,
    workspace_id uuid not null,
    account_id uuid not null,
    rule_id uuid not null,
    user_id bigint not null,
    points int not null,
    reason text,
    granted_at timestamptz not null
);
create index points_of_viewer on analytics.points (workspace_id, user_id, account_id, granted_at desc);
