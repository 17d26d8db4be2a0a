-- The audit log outlives people: it knows them by a random id, which leads to nobody once they are erased here.
create table analytics.viewer_audit_ids (
    workspace_id uuid not null,
    user_id bigint not null,
    audit_id uuid not null default gen_random_uuid(),
    primary key (workspace_id, user_id),
    unique (workspace_id, audit_id)
);
