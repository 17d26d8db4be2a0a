-- Reading viewers: lists, searches, leaderboards and statistics over a million of them. What is kept here follows from
-- the other tables by triggers, so that whoever writes, imports, merges or erases viewers cannot forget it.

-- All that a person is found by: every handle and nickname, of all user ids that are merged into them. Each name is
-- folded (upper case, fancy letters) and begins with a line feed, so that a prefix is a part of the whole like any other.
create table analytics.viewer_search (
    workspace_id uuid not null,
    user_id bigint not null,
    names text not null,
    -- The name shown, folded; its order is that of code points, which no library changes.
    sort_name text collate "C" not null,
    primary key (workspace_id, user_id)
) with (fillfactor = 90);

create function analytics.search_text(name text) returns text language sql immutable parallel safe
    return lower(normalize(translate(name, E'\n\r\t', '   '), nfkc) collate "und-x-icu");

-- Every three letters in a row, and the first one and two of each name; of any script, unlike pg_trgm's, which knows
-- the letters of the database's locale alone. The workspace is part of each, so a search reads its own rows only.
create function analytics.search_grams(workspace uuid, names text) returns bigint[] language sql immutable parallel safe
    return (
        select coalesce(
            array_agg(distinct hashtextextended(g collate "C", hashtextextended(workspace::text collate "C", 0))), '{}'
        )
        from generate_series(1, length(names)) as i
        cross join lateral (values (substr(names, i, 3)), (case when substr(names, i, 1) = E'\n' then substr(names, i, 2) end))
            as w(g)
        where (length(g) = 3 or (length(g) = 2 and left(g, 1) = E'\n')) and strpos(substr(g, 2), E'\n') = 0
    );

create index viewer_search_grams on analytics.viewer_search
    using gin (analytics.search_grams(workspace_id, names)) with (gin_pending_list_limit = 256);
create index viewer_search_order on analytics.viewer_search (workspace_id, sort_name, user_id);
drop index analytics.viewers_search;

-- Writes the rows of these user ids, or of the persons that they are merged into, and deletes those of nobody any more.
create function analytics.keep_viewer_search(workspaces uuid[], users bigint[]) returns void language sql as $$
    with asked as (
        select distinct k.w, k.u, coalesce(m.into_user_id, k.u) as person
        from unnest(workspaces, users) as k(w, u)
        left join analytics.viewer_merges m on m.workspace_id = k.w and m.user_id = k.u
    ), persons as (
        select distinct w, person from asked
    ), ids as (
        select w, person, person as u from persons
        union
        select p.w, p.person, m.user_id from persons p
        join analytics.viewer_merges m on m.workspace_id = p.w and m.into_user_id = p.person
    ), named as (
        select i.w, i.person, analytics.search_text(n.name) as name
        from ids i
        join analytics.viewers v on v.workspace_id = i.w and v.user_id = i.u
        cross join lateral (values (v.handle), (v.nickname)) as n(name)
        union
        select i.w, i.person, analytics.search_text(h.handle)
        from ids i
        join analytics.viewer_handles h on h.workspace_id = i.w and h.user_id = i.u
    ), texts as (
        select p.w, p.person, coalesce(string_agg(E'\n' || n.name, '' order by n.name collate "C"), '') as names
        from persons p left join named n on n.w = p.w and n.person = p.person and n.name <> '' group by p.w, p.person
    ), dropped as (
        delete from analytics.viewer_search s using asked a
        where s.workspace_id = a.w and s.user_id = a.u
            and (a.person <> a.u or not exists (select from analytics.viewers v where v.workspace_id = a.w and v.user_id = a.u))
    )
    insert into analytics.viewer_search as s (workspace_id, user_id, names, sort_name)
    select t.w, t.person, t.names,
        left(analytics.search_text(coalesce(nullif(v.nickname, ''), v.handle, '')), 100)
    from texts t join analytics.viewers v on v.workspace_id = t.w and v.user_id = t.person
    order by t.w, t.person
    on conflict (workspace_id, user_id) do update set names = excluded.names, sort_name = excluded.sort_name
    where s.names <> excluded.names or s.sort_name <> excluded.sort_name;
$$;

create function analytics.viewers_named() returns trigger language plpgsql as $$
declare
    w uuid[];
    u bigint[];
begin
    if tg_op = 'INSERT' then
        select array_agg(n.workspace_id), array_agg(n.user_id) into w, u from new_rows n;
    elsif tg_op = 'UPDATE' then
        select array_agg(n.workspace_id), array_agg(n.user_id) into w, u
        from new_rows n join old_rows o using (workspace_id, user_id)
        where n.handle is distinct from o.handle or n.nickname is distinct from o.nickname;
    else
        select array_agg(o.workspace_id), array_agg(o.user_id) into w, u from old_rows o;
    end if;
    if w is not null then
        perform analytics.keep_viewer_search(w, u);
    end if;
    return null;
end $$;
create trigger viewers_named_insert after insert on analytics.viewers
    referencing new table as new_rows for each statement execute function analytics.viewers_named();
create trigger viewers_named_update after update on analytics.viewers
    referencing old table as old_rows new table as new_rows for each statement execute function analytics.viewers_named();
create trigger viewers_named_delete after delete on analytics.viewers
    referencing old table as old_rows for each statement execute function analytics.viewers_named();

create function analytics.viewer_handles_noted() returns trigger language plpgsql as $$
declare
    w uuid[];
    u bigint[];
begin
    if tg_op = 'INSERT' then
        -- The newest handle came with the viewer's own row a moment ago.
        select array_agg(n.workspace_id), array_agg(n.user_id) into w, u
        from new_rows n
        left join analytics.viewers v using (workspace_id, user_id)
        where v.handle is distinct from n.handle;
    else
        select array_agg(o.workspace_id), array_agg(o.user_id) into w, u from old_rows o;
    end if;
    if w is not null then
        perform analytics.keep_viewer_search(w, u);
    end if;
    return null;
end $$;
create trigger viewer_handles_noted_insert after insert on analytics.viewer_handles
    referencing new table as new_rows for each statement execute function analytics.viewer_handles_noted();
create trigger viewer_handles_noted_delete after delete on analytics.viewer_handles
    referencing old table as old_rows for each statement execute function analytics.viewer_handles_noted();

create function analytics.viewers_merged() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then
        perform analytics.keep_viewer_search(array[new.workspace_id, new.workspace_id], array[new.user_id, new.into_user_id]);
    end if;
    if tg_op <> 'INSERT' then
        perform analytics.keep_viewer_search(array[old.workspace_id, old.workspace_id], array[old.user_id, old.into_user_id]);
    end if;
    return null;
end $$;
create trigger viewers_merged after insert or update or delete on analytics.viewer_merges
    for each row execute function analytics.viewers_merged();

-- The sums over an audience's profiles, which the statistics and the sizes of lists are.
create table analytics.audience_totals (
    audience_no int primary key,
    viewers bigint not null,
    vips bigint not null,
    favorites bigint not null,
    blocked bigint not null,
    coins bigint not null,
    gifts bigint not null,
    comments bigint not null,
    likes bigint not null,
    follows bigint not null,
    shares bigint not null,
    visits bigint not null,
    watch_ms bigint not null,
    points bigint not null
) with (fillfactor = 50);

create function analytics.viewer_profiles_summed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into analytics.audience_totals as t
        select audience_no, count(*), count(*) filter (where vip_tier > 0), count(*) filter (where is_favorite),
            count(*) filter (where is_blocked), sum(coins), sum(gifts), sum(comments), sum(likes), sum(follows),
            sum(shares), sum(visits), sum(watch_ms), sum(points)
        from new_rows group by audience_no order by audience_no
        on conflict (audience_no) do update set
            viewers = t.viewers + excluded.viewers, vips = t.vips + excluded.vips,
            favorites = t.favorites + excluded.favorites, blocked = t.blocked + excluded.blocked,
            coins = t.coins + excluded.coins, gifts = t.gifts + excluded.gifts,
            comments = t.comments + excluded.comments, likes = t.likes + excluded.likes,
            follows = t.follows + excluded.follows, shares = t.shares + excluded.shares,
            visits = t.visits + excluded.visits, watch_ms = t.watch_ms + excluded.watch_ms,
            points = t.points + excluded.points;
        -- Who has points or an imported profile, and was never seen, has no name and is in the list by name all the same.
        insert into analytics.viewer_search (workspace_id, user_id, names, sort_name)
        select a.workspace_id, n.user_id, '', ''
        from new_rows n join analytics.audiences a using (audience_no) where a.account_id is null order by 1, 2
        on conflict (workspace_id, user_id) do nothing;
    elsif tg_op = 'UPDATE' then
        update analytics.audience_totals t set
            viewers = t.viewers + d.viewers, vips = t.vips + d.vips, favorites = t.favorites + d.favorites,
            blocked = t.blocked + d.blocked, coins = t.coins + d.coins, gifts = t.gifts + d.gifts,
            comments = t.comments + d.comments, likes = t.likes + d.likes, follows = t.follows + d.follows,
            shares = t.shares + d.shares, visits = t.visits + d.visits, watch_ms = t.watch_ms + d.watch_ms,
            points = t.points + d.points
        from (
            select audience_no, sum(n) as viewers, sum(n * (vip_tier > 0)::int) as vips,
                sum(n * is_favorite::int) as favorites, sum(n * is_blocked::int) as blocked, sum(n * coins) as coins,
                sum(n * gifts) as gifts, sum(n * comments) as comments, sum(n * likes) as likes,
                sum(n * follows) as follows, sum(n * shares) as shares, sum(n * visits) as visits,
                sum(n * watch_ms) as watch_ms, sum(n * points) as points
            from (select 1 as n, * from new_rows union all select -1, * from old_rows) as r
            group by audience_no
        ) d
        where t.audience_no = d.audience_no;
    else
        update analytics.audience_totals t set
            viewers = t.viewers - d.viewers, vips = t.vips - d.vips, favorites = t.favorites - d.favorites,
            blocked = t.blocked - d.blocked, coins = t.coins - d.coins, gifts = t.gifts - d.gifts,
            comments = t.comments - d.comments, likes = t.likes - d.likes, follows = t.follows - d.follows,
            shares = t.shares - d.shares, visits = t.visits - d.visits, watch_ms = t.watch_ms - d.watch_ms,
            points = t.points - d.points
        from (
            select audience_no, count(*) as viewers, count(*) filter (where vip_tier > 0) as vips,
                count(*) filter (where is_favorite) as favorites, count(*) filter (where is_blocked) as blocked,
                sum(coins) as coins, sum(gifts) as gifts, sum(comments) as comments, sum(likes) as likes,
                sum(follows) as follows, sum(shares) as shares, sum(visits) as visits, sum(watch_ms) as watch_ms,
                sum(points) as points
            from old_rows group by audience_no
        ) d
        where t.audience_no = d.audience_no;
    end if;
    return null;
end $$;
create trigger viewer_profiles_summed_insert after insert on analytics.viewer_profiles
    referencing new table as new_rows for each statement execute function analytics.viewer_profiles_summed();
create trigger viewer_profiles_summed_update after update on analytics.viewer_profiles
    referencing old table as old_rows new table as new_rows
    for each statement execute function analytics.viewer_profiles_summed();
create trigger viewer_profiles_summed_delete after delete on analytics.viewer_profiles
    referencing old table as old_rows for each statement execute function analytics.viewer_profiles_summed();

-- One index for each order of the list. Those who have nothing of a column are in the order of the primary key, so
-- writing them costs nothing here.
create index viewer_profiles_gifts on analytics.viewer_profiles (audience_no, gifts desc, user_id) where gifts > 0;
create index viewer_profiles_comments on analytics.viewer_profiles (audience_no, comments desc, user_id) where comments > 0;
create index viewer_profiles_likes on analytics.viewer_profiles (audience_no, likes desc, user_id) where likes > 0;
create index viewer_profiles_shares on analytics.viewer_profiles (audience_no, shares desc, user_id) where shares > 0;
create index viewer_profiles_follows on analytics.viewer_profiles (audience_no, follows desc, user_id) where follows > 0;
create index viewer_profiles_points on analytics.viewer_profiles (audience_no, points desc, user_id) where points > 0;
create index viewer_profiles_first_seen on analytics.viewer_profiles (audience_no, first_seen_at desc, user_id);
create index viewer_profiles_blocked on analytics.viewer_profiles (audience_no, user_id) where is_blocked;
create index viewers_tags on analytics.viewers using gin (tags) where tags <> '{}';

-- A viewer's gifts (kind 0) by time, and the messages of one streak: a streak is one row of the history.
create index events_person_gifts on analytics.events (user_id, at) where kind = 0 and user_id is not null;
create index events_streak on analytics.events (session_no, user_id, group_id, at) where kind = 0 and group_id <> 0;

-- What is on the books already.
insert into analytics.audience_totals
    select audience_no, count(*), count(*) filter (where vip_tier > 0), count(*) filter (where is_favorite),
        count(*) filter (where is_blocked), sum(coins), sum(gifts), sum(comments), sum(likes), sum(follows), sum(shares),
        sum(visits), sum(watch_ms), sum(points)
    from analytics.viewer_profiles group by audience_no;
select analytics.keep_viewer_search(array_agg(workspace_id), array_agg(user_id)) from analytics.viewers;
insert into analytics.viewer_search (workspace_id, user_id, names, sort_name)
    select a.workspace_id, p.user_id, '', ''
    from analytics.viewer_profiles p join analytics.audiences a using (audience_no) where a.account_id is null
    on conflict (workspace_id, user_id) do nothing;
