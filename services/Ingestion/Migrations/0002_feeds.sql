-- Where an account is read from: the address of a local event feed, or null for TikTok.
alter table ingestion.accounts add column feed text;
