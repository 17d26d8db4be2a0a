-- What 0004 kept by triggers costs a writer of events a third of its time. The writer knows what it adds, so it says so;
-- triggers are left for those who edit.

-- Names, by the user id that they were seen with: whose they are after a merge is decided by the search.
drop trigger viewers_named_insert on analytics.viewers;
drop trigger viewers_named_update on analytics.viewers;
drop trigger viewers_named_delete on analytics.viewers;
drop trigger viewer_handles_noted_insert on analytics.viewer_handles;
drop trigger viewer_handles_noted_delete on analytics.viewer_handles;
drop trigger viewers_merged on analytics.viewer_merges;
drop function analytics.viewers_named, analytics.viewer_handles_noted, analytics.viewers_merged, analytics.keep_viewer_search;
drop index analytics.viewer_search_grams;
drop function analytics.search_grams;

truncate analytics.viewer_search;
alter table analytics.viewer_search
    -- When the shown name was seen; minus infinity for one that any later one replaces.
    add column named_at timestamptz not null,
    -- What names are found by, see SearchNames: code points of letters in a row, 21 bits each, with the workspace's number.
    add column grams bigint[] not null;

create function pg_temp.grams(workspace uuid, names text) returns bigint[] language sql as $$
    select coalesce(array_agg(distinct
        ('x' || encode(substr(sha256(workspace::text::bytea), 1, 8), 'hex'))::bit(64)::bigint
        # ((case when length(g) = 3 then ascii(g)::bigint << 42 else 0 end)
            | (ascii(substr(g, length(g) - 1))::bigint << 21) | ascii(right(g, 1)))), '{}')
    from generate_series(1, length(names)) as i
    cross join lateral (values (substr(names, i, 3)), (case when substr(names, i, 1) = E'\n' then substr(names, i, 2) end))
        as w(g)
    where (length(g) = 3 or (length(g) = 2 and left(g, 1) = E'\n')) and strpos(substr(g, 2), E'\n') = 0
$$;
insert into analytics.viewer_search (workspace_id, user_id, names, sort_name, named_at, grams)
    select k.workspace_id, k.user_id, k.names, left(analytics.search_text(k.shown), 100), k.named_at,
        pg_temp.grams(k.workspace_id, k.names)
    from (
        select v.workspace_id, v.user_id, v.named_at, coalesce(nullif(v.nickname, ''), v.handle, '') as shown, coalesce((
            select string_agg(distinct E'\n' || analytics.search_text(n.name), '') from (
                values (v.handle), (v.nickname)
                union
                select h.handle from analytics.viewer_handles h
                where h.workspace_id = v.workspace_id and h.user_id = v.user_id
            ) as n(name) where n.name <> ''
        ), '') as names
        from analytics.viewers v
    ) as k;
insert into analytics.viewer_search (workspace_id, user_id, names, sort_name, named_at, grams)
    select a.workspace_id, p.user_id, '', '', '-infinity', '{}'
    from analytics.viewer_profiles p join analytics.audiences a using (audience_no) where a.account_id is null
    on conflict (workspace_id, user_id) do nothing;
create index viewer_search_grams on analytics.viewer_search using gin (grams) with (gin_pending_list_limit = 256);
drop function analytics.search_text;

-- Both lists of names, each name once. Who changes names all the time is not found by all of them.
create function analytics.joined_names(known text, seen text) returns text language sql immutable parallel safe as $$
    select case
        when known = seen or seen = '' then known
        when length(known) > 4000 then seen
        else (
            select string_agg(distinct E'\n' || n, '') from unnest(string_to_array(known || seen, E'\n')) as n where n <> ''
        )
    end
$$;

-- Sums in parts, which are added up by the reader: one part for each account that writes (its audience_no), and negative
-- ones for those who edit.
drop trigger viewer_profiles_summed_insert on analytics.viewer_profiles;
drop trigger viewer_profiles_summed_update on analytics.viewer_profiles;
drop trigger viewer_profiles_summed_delete on analytics.viewer_profiles;
drop function analytics.viewer_profiles_summed;
alter table analytics.audience_totals add column part int not null default 0;
alter table analytics.audience_totals drop constraint audience_totals_pkey, add primary key (audience_no, part);

create function analytics.viewer_profiles_summed() returns trigger language plpgsql as $$
begin
    -- The workspace's own audience last, as all writers have it.
    execute format($sql$
        insert into analytics.audience_totals as t (audience_no, part, viewers, vips, favorites, blocked, coins, gifts,
            comments, likes, follows, shares, visits, watch_ms, points)
        select audience_no, -1 - pg_backend_pid() %% 64, sum(n), sum(n * (vip_tier > 0)::int), sum(n * is_favorite::int),
            sum(n * is_blocked::int), sum(n * coins), sum(n * gifts), sum(n * comments), sum(n * likes), sum(n * follows),
            sum(n * shares), sum(n * visits), sum(n * watch_ms), sum(n * points)
        from (%s) as r join analytics.audiences a using (audience_no)
        group by audience_no, a.account_id order by a.account_id is null, audience_no
        on conflict (audience_no, part) do update set
            viewers = t.viewers + excluded.viewers, vips = t.vips + excluded.vips,
            favorites = t.favorites + excluded.favorites, blocked = t.blocked + excluded.blocked,
            coins = t.coins + excluded.coins, gifts = t.gifts + excluded.gifts,
            comments = t.comments + excluded.comments, likes = t.likes + excluded.likes,
            follows = t.follows + excluded.follows, shares = t.shares + excluded.shares,
            visits = t.visits + excluded.visits, watch_ms = t.watch_ms + excluded.watch_ms,
            points = t.points + excluded.points
        $sql$, case tg_op
            when 'INSERT' then 'select 1 as n, * from new_rows'
            when 'DELETE' then 'select -1 as n, * from old_rows'
            else 'select 1 as n, * from new_rows union all select -1, * from old_rows'
        end);
    return null;
end $$;
create trigger viewer_profiles_summed_insert after insert on analytics.viewer_profiles
    referencing new table as new_rows for each statement
    when (current_setting('liveops.sums', true) is distinct from 'told')
    execute function analytics.viewer_profiles_summed();
create trigger viewer_profiles_summed_update after update on analytics.viewer_profiles
    referencing old table as old_rows new table as new_rows for each statement
    when (current_setting('liveops.sums', true) is distinct from 'told')
    execute function analytics.viewer_profiles_summed();
create trigger viewer_profiles_summed_delete after delete on analytics.viewer_profiles
    referencing old table as old_rows for each statement
    when (current_setting('liveops.sums', true) is distinct from 'told')
    execute function analytics.viewer_profiles_summed();

-- Who has nothing of a column costs nothing in its index: most viewers give no coins, and come once.
drop index analytics.viewer_profiles_coins;
drop index analytics.viewer_profiles_visits;
create index viewer_profiles_coins on analytics.viewer_profiles (audience_no, coins desc, user_id) where coins > 0;
create index viewer_profiles_visits on analytics.viewer_profiles (audience_no, visits desc, user_id) where visits > 1;
