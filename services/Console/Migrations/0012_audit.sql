-- What stands in the audit log stays as it is.
create function console.keep_audit() returns trigger language plpgsql as $$
begin
    raise exception 'console.audit is only ever added to';
end $$;

create trigger keep_audit before update or delete or truncate on console.audit
    for each statement execute function console.keep_audit();
