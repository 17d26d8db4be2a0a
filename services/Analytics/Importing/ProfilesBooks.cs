using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Importing;

/// <summary>Puts people of the plugin's file on the books: who they are, their row of the session, their profiles.</summary>
internal sealed class ProfilesBooks(
    NpgsqlTransaction transaction,
    ImportSource source,
    ProfilesSession session,
    Audience audience
)
{
    private const string KnownSql = """
        select user_id, coins, gifts, comments, likes, shares, visits, watch_ms
        from analytics.session_viewers where session_no = $1 and user_id = any($2)
        """;

    private const string WriteSql = """
        insert into analytics.session_viewers
            (session_no, user_id, coins, gifts, comments, likes, shares, visits, watch_ms, first_at, visit_from, visit_to)
        select $1, * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (session_no, user_id) do update set
            coins = excluded.coins, gifts = excluded.gifts, comments = excluded.comments, likes = excluded.likes,
            shares = excluded.shares, visits = excluded.visits, watch_ms = excluded.watch_ms,
            first_at = excluded.first_at, visit_from = excluded.visit_from, visit_to = excluded.visit_to
        """;

    // The profile here, where there is one, knows better; what it does not know comes from the file.
    private const string PersonSql = """
        insert into analytics.viewers as v
            (workspace_id, user_id, handle, nickname, named_at, avatar_url, bio, gender, country, language, verified,
            follower_count, following_count, tts_voice, discord, birthday, notes, tags)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        on conflict (workspace_id, user_id) do update set
            handle = coalesce(v.handle, excluded.handle), nickname = coalesce(v.nickname, excluded.nickname),
            avatar_url = coalesce(v.avatar_url, excluded.avatar_url), bio = coalesce(v.bio, excluded.bio),
            gender = coalesce(v.gender, excluded.gender), country = coalesce(v.country, excluded.country),
            language = coalesce(v.language, excluded.language), verified = coalesce(v.verified, excluded.verified),
            follower_count = coalesce(v.follower_count, excluded.follower_count),
            following_count = coalesce(v.following_count, excluded.following_count),
            tts_voice = coalesce(v.tts_voice, excluded.tts_voice), discord = coalesce(v.discord, excluded.discord),
            birthday = coalesce(v.birthday, excluded.birthday), notes = coalesce(v.notes, excluded.notes),
            tags = v.tags || array(select t from unnest(excluded.tags) as t where t <> all(v.tags))
        """;

    private const string HandleSql = """
        insert into analytics.viewer_handles as h (workspace_id, user_id, handle, first_at, last_at)
        values ($1, $2, $3, $4, $5) on conflict (workspace_id, user_id, handle) do update
        set first_at = least(h.first_at, excluded.first_at), last_at = greatest(h.last_at, excluded.last_at)
        """;

    // A tier that a person took away stays away.
    private const string FlagsSql = """
        update analytics.viewer_profiles p set
            is_blocked = p.is_blocked or ($4 and $7), is_favorite = p.is_favorite or ($5 and $7),
            is_moderator = p.is_moderator or ($6 and $7),
            vip_since = case when $3 > p.vip_tier and not (p.vip_by_hand and p.vip_tier = 0)
                then coalesce(p.vip_since, $8) else p.vip_since end,
            vip_tier = case when p.vip_by_hand and p.vip_tier = 0 then 0 else greatest(p.vip_tier, $3) end
        where p.audience_no = $1 and p.user_id = $2
        """;

    private const string GrantedSql = "select grant_id, points from analytics.points where grant_id = any($1)";

    private const string GrantSql = """
        insert into analytics.points (grant_id, workspace_id, account_id, rule_id, user_id, points, reason, granted_at)
        select $1, $2, a.account_id, $3, $4, $5, 'Imported', $6 from analytics.audiences a where a.audience_no = $7
        on conflict (grant_id) do update set points = excluded.points
        """;

    private const string PointsSql = """
        update analytics.viewer_profiles set points = points + $3 where audience_no = any($1) and user_id = $2
        """;

    private bool _alone;

    public async Task StoreAsync(
        ImportedPerson[] people,
        Dictionary<long, Visit> newest,
        TableReport table,
        CancellationToken cancellationToken
    )
    {
        // From here on rows of people who may be live are held: writers wait at the door and not for each other's rows.
        if (!_alone)
            await Audiences.LockAloneAsync(transaction, source.WorkspaceId, cancellationToken);
        _alone = true;
        var known = await KnownAsync(people, cancellationToken);
        var granted = await GrantedAsync(people, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(Sessions(people, newest));
        var (accounts, workspace) = (
            new Dictionary<(int, long), ProfileChange>(),
            new Dictionary<(int, long), ProfileChange>()
        );
        foreach (var person in people)
        {
            AddPerson(batch, person);
            var isKnown = known.TryGetValue(person.UserId, out var before);
            table.New += isKnown ? 0 : 1;
            table.Known += isKnown ? 1 : 0;
            var id = audience.Rules.PersonOf(person.UserId);
            Add(accounts, (audience.AudienceNo, id), person, before);
            Add(workspace, (audience.WorkspaceAudienceNo, id), person, before);
        }
        batch.BatchCommands.Add(
            SearchNames.Command([
                .. people.Select(person =>
                    KeyValuePair.Create(
                        (source.WorkspaceId, person.UserId),
                        new SeenNames(
                            person.DisplayName ?? person.Name,
                            At: null,
                            [person.Name, person.DisplayName ?? person.Name]
                        )
                    )
                ),
            ])
        );
        ProfileBook.AddTo(batch, accounts, workspace);
        foreach (var person in people)
        {
            if (!known.ContainsKey(person.UserId))
                AddFlags(batch, person);
            AddPoints(batch, person, granted);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
        // Rows that are one person with another one.
        table.Known = table.Read - table.Skipped - table.New;
    }

    private static void Add(
        Dictionary<(int, long), ProfileChange> changes,
        (int, long) key,
        ImportedPerson person,
        Known? before
    )
    {
        if (!changes.TryGetValue(key, out var change))
            changes[key] = change = new ProfileChange();
        change.Add(
            new ViewerRollUp
            {
                Coins = person.Coins - (before?.Coins ?? 0),
                Gifts = person.Gifts - (before?.Gifts ?? 0),
                Comments = person.Comments - (before?.Comments ?? 0),
                Likes = person.Likes - (before?.Likes ?? 0),
                Shares = person.Shares - (before?.Shares ?? 0),
            },
            person.FirstAt,
            person.LastAt,
            person.Visits - (before?.Visits ?? 0),
            person.WatchMs - (before?.WatchMs ?? 0),
            moderator: false
        );
    }

    private NpgsqlBatchCommand Sessions(ImportedPerson[] people, Dictionary<long, Visit> newest)
    {
        var write = new NpgsqlBatchCommand(WriteSql);
        write.Parameters.With(session.SessionNo);
        void Column<T>(Func<ImportedPerson, T> value, NpgsqlDbType type) =>
            write.Parameters.With(people.Select(value).ToArray(), NpgsqlDbType.Array | type);
        Column(person => person.UserId, NpgsqlDbType.Bigint);
        Column(person => person.Coins, NpgsqlDbType.Bigint);
        Column(person => person.Gifts, NpgsqlDbType.Bigint);
        Column(person => person.Comments, NpgsqlDbType.Bigint);
        Column(person => person.Likes, NpgsqlDbType.Bigint);
        Column(person => person.Shares, NpgsqlDbType.Bigint);
        Column(person => person.Visits, NpgsqlDbType.Integer);
        Column(person => person.WatchMs, NpgsqlDbType.Bigint);
        Column(person => person.FirstAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        Column(person => Newest(person).From.UtcDateTime, NpgsqlDbType.TimestampTz);
        Column(person => Newest(person).To.UtcDateTime, NpgsqlDbType.TimestampTz);
        return write;

        // Without a visit that has an end, the last sign is all there is.
        Visit Newest(ImportedPerson person) =>
            newest.GetValueOrDefault(person.UserId, new Visit(person.LastAt, person.LastAt));
    }

    private void AddPerson(NpgsqlBatch batch, ImportedPerson person)
    {
        var write = new NpgsqlBatchCommand(PersonSql);
        void Text(string? text) => write.Parameters.With(text, NpgsqlDbType.Text);
        write.Parameters.With(source.WorkspaceId).With(person.UserId);
        Text(person.Name);
        Text(person.DisplayName ?? person.Name);
        write.Parameters.With(person.LastAt);
        Text(person.PictureUrl);
        Text(person.Bio);
        Text(person.Gender);
        Text(person.Country);
        Text(person.Language);
        write
            .Parameters.With(person.Verified, NpgsqlDbType.Boolean)
            .With(person.Followers, NpgsqlDbType.Bigint)
            .With(person.Following, NpgsqlDbType.Bigint);
        Text(person.Voice);
        Text(person.Discord);
        write.Parameters.With(person.Birthday, NpgsqlDbType.Date);
        Text(person.Notes);
        write.Parameters.With(person.Tags, NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(write);
        var handle = new NpgsqlBatchCommand(HandleSql);
        handle
            .Parameters.With(source.WorkspaceId)
            .With(person.UserId)
            .With(person.Name)
            .With(person.FirstAt)
            .With(person.LastAt);
        batch.BatchCommands.Add(handle);
    }

    private void AddFlags(NpgsqlBatch batch, ImportedPerson person)
    {
        if (person is { Tier: 0, Blocked: false, Favorite: false, Moderator: false })
            return;
        foreach (
            var (number, ofAccount) in ((int, bool)[])
                [(audience.AudienceNo, true), (audience.WorkspaceAudienceNo, false)]
        )
        {
            var flags = new NpgsqlBatchCommand(FlagsSql);
            flags
                .Parameters.With(number)
                .With(audience.Rules.PersonOf(person.UserId))
                .With((short)person.Tier)
                .With(person.Blocked)
                .With(person.Favorite)
                .With(person.Moderator)
                .With(ofAccount)
                .With(person.VipSince ?? person.LastAt);
            batch.BatchCommands.Add(flags);
        }
    }

    private void AddPoints(NpgsqlBatch batch, ImportedPerson person, Dictionary<Guid, int> granted)
    {
        var grant = source.RowId("points", person.RowId);
        var added = person.Points - granted.GetValueOrDefault(grant);
        if (added == 0)
            return;
        var book = new NpgsqlBatchCommand(GrantSql);
        book.Parameters.With(grant)
            .With(source.WorkspaceId)
            .With(source.Id)
            .With(person.UserId)
            .With(person.Points)
            .With(person.LastAt)
            .With(audience.AudienceNo);
        batch.BatchCommands.Add(book);
        var points = new NpgsqlBatchCommand(PointsSql);
        points
            .Parameters.With(
                (int[])[audience.AudienceNo, audience.WorkspaceAudienceNo],
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(audience.Rules.PersonOf(person.UserId))
            .With((long)added);
        batch.BatchCommands.Add(points);
    }

    private async Task<Dictionary<Guid, int>> GrantedAsync(ImportedPerson[] people, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(GrantedSql, transaction.Connection, transaction);
        find.Parameters.With(
            people.Select(person => source.RowId("points", person.RowId)).ToArray(),
            NpgsqlDbType.Array | NpgsqlDbType.Uuid
        );
        var granted = new Dictionary<Guid, int>();
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            granted[row.GetGuid(0)] = row.GetInt32(1);
        return granted;
    }

    private async Task<Dictionary<long, Known>> KnownAsync(ImportedPerson[] people, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(KnownSql, transaction.Connection, transaction);
        find.Parameters.With(session.SessionNo)
            .With(people.Select(person => person.UserId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var known = new Dictionary<long, Known>();
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            known[row.GetInt64(0)] = new Known(
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt32(6),
                row.GetInt64(7)
            );
        return known;
    }

    private sealed record Known(
        long Coins,
        long Gifts,
        long Comments,
        long Likes,
        long Shares,
        int Visits,
        long WatchMs
    );
}
