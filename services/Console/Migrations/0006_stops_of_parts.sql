-- What a stop stops: at most one of these is set; none: everything of the workspace.
alter table console.emergency_stops
    add column gateway_id text,
    add column board_id text,
    add column account_id uuid,
    add constraint emergency_stops_one_part check (num_nonnulls(gateway_id, board_id, account_id) <= 1);
