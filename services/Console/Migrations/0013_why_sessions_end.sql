-- A name of SessionEnd; null where none was kept.
alter table console.sessions add column ended_why text;
