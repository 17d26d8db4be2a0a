-- Whom an execution is for: where the person is erased, the name goes by it.
alter table rules.executions add column viewer_id bigint;
