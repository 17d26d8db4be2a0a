using System.Text.Json;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What two people were before they became one; the undo takes it from here.</summary>
internal sealed record MergeNote
{
    /// <summary>The person into whom this one was merged then; a later merge of that one moves both on.</summary>
    public required long IntoUserId { get; init; }
    public required IReadOnlyList<ProfileNote> From { get; init; }
    public required IReadOnlyList<ProfileNote> Into { get; init; }
    public required IReadOnlyDictionary<string, JsonElement> IntoPerson { get; init; }

    /// <summary>What the merge made of <see cref="IntoPerson"/>.</summary>
    public required IReadOnlyDictionary<string, JsonElement> MergedPerson { get; init; }

    /// <summary>By user id that was merged.</summary>
    public static async Task<Dictionary<long, MergeNote>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            "select user_id, before::text from analytics.viewer_merges where workspace_id = $1 and into_user_id = $2",
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId).With(personId);
        var notes = new Dictionary<long, MergeNote>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            notes[reader.GetInt64(0)] = JsonSerializer.Deserialize<MergeNote>(
                reader.GetString(1),
                JsonSerializerOptions.Web
            )!;
        return notes;
    }

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>A profile that was merged with another one, or into which another one was merged.</summary>
internal sealed record ProfileNote
{
    public required int AudienceNo { get; init; }

    /// <summary>What the profile had beyond what is counted from live sessions and points, for its own user id.</summary>
    public required PersonTotals Beyond { get; init; }
    public required int Tier { get; init; }
    public required bool ByHand { get; init; }
    public DateTimeOffset? Since { get; init; }
    public required bool IsBlocked { get; init; }
    public required bool IsFavorite { get; init; }
    public required bool IsModerator { get; init; }
}

/// <summary>A profile as it is on the books.</summary>
/// <param name="AudienceNo">Whose viewer.</param>
/// <param name="Totals">Sums and times.</param>
/// <param name="Tier">VIP tier.</param>
/// <param name="ByHand">Given or taken by a person.</param>
/// <param name="Since">VIP since.</param>
/// <param name="IsBlocked">Blocked.</param>
/// <param name="IsFavorite">Marked.</param>
/// <param name="IsModerator">Moderates the room.</param>
internal sealed record ProfileRow(
    int AudienceNo,
    PersonTotals Totals,
    int Tier,
    bool ByHand,
    DateTimeOffset? Since,
    bool IsBlocked,
    bool IsFavorite,
    bool IsModerator
)
{
    private static readonly string _columns = string.Join(
        ", ",
        PersonTotals.Columns.Select(column => $"p.{column}::bigint")
    );

    private static readonly string _writeSql = $"""
        insert into analytics.viewer_profiles (audience_no, user_id, first_seen_at, last_seen_at, vip_tier, vip_by_hand,
            vip_since, is_blocked, is_favorite, is_moderator, {string.Join(", ", PersonTotals.Columns)})
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, {string.Join(
            ", ",
            PersonTotals.Columns.Select((_, n) => $"${n + 11}")
        )})
        on conflict (audience_no, user_id) do update set first_seen_at = excluded.first_seen_at,
            last_seen_at = excluded.last_seen_at, vip_tier = excluded.vip_tier, vip_by_hand = excluded.vip_by_hand,
            vip_since = excluded.vip_since, is_blocked = excluded.is_blocked, is_favorite = excluded.is_favorite,
            is_moderator = excluded.is_moderator,
            {string.Join(", ", PersonTotals.Columns.Select(column => $"{column} = excluded.{column}"))}
        """;

    /// <summary>By audience of the workspace.</summary>
    public static async Task<Dictionary<int, ProfileRow>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            $"""
            select p.audience_no, p.vip_tier, p.vip_by_hand, p.vip_since, p.is_blocked, p.is_favorite, p.is_moderator,
                p.first_seen_at, p.last_seen_at, {_columns}
            from analytics.viewer_profiles p join analytics.audiences a using (audience_no)
            where a.workspace_id = $1 and p.user_id = $2
            """,
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId).With(personId);
        var rows = new Dictionary<int, ProfileRow>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows[reader.GetInt32(0)] = new ProfileRow(
                reader.GetInt32(0),
                PersonTotals.Read(reader, 7),
                reader.GetInt16(1),
                reader.GetBoolean(2),
                reader.ValueOrNull<DateTimeOffset>(3),
                reader.GetBoolean(4),
                reader.GetBoolean(5),
                reader.GetBoolean(6)
            );
        return rows;
    }

    /// <summary>Makes the person's profiles of the workspace these, and no others.</summary>
    public static async Task WriteAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        IReadOnlyCollection<ProfileRow> rows,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var delete = new NpgsqlBatchCommand(
            """
            delete from analytics.viewer_profiles where user_id = $2 and audience_no <> all($3)
                and audience_no in (select audience_no from analytics.audiences where workspace_id = $1)
            """
        );
        delete
            .Parameters.With(workspaceId)
            .With(personId)
            .With(rows.Select(row => row.AudienceNo).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        batch.BatchCommands.Add(delete);
        foreach (var row in rows.OrderBy(row => row.AudienceNo))
        {
            var write = new NpgsqlBatchCommand(_writeSql);
            write
                .Parameters.With(row.AudienceNo)
                .With(personId)
                .With(row.Totals.FirstAt)
                .With(row.Totals.LastAt)
                .With((short)row.Tier)
                .With(row.ByHand)
                .With(row.Since)
                .With(row.IsBlocked)
                .With(row.IsFavorite)
                .With(row.IsModerator);
            for (var n = 0; n < PersonTotals.Columns.Count; n++)
                if (string.Equals(PersonTotals.Columns[n], "visits", StringComparison.Ordinal))
                    write.Parameters.With((int)row.Totals.Sums[n]);
                else
                    write.Parameters.With(row.Totals.Sums[n]);
            batch.BatchCommands.Add(write);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ProfileNote Note(PersonTotals counted) =>
        new()
        {
            AudienceNo = AudienceNo,
            Beyond = Totals.Beyond(counted),
            Tier = Tier,
            ByHand = ByHand,
            Since = Since,
            IsBlocked = IsBlocked,
            IsFavorite = IsFavorite,
            IsModerator = IsModerator,
        };

    /// <summary>Two profiles as one: sums, flags of either, the higher tier.</summary>
    public static ProfileRow Of(ProfileRow from, ProfileRow into)
    {
        var higher = from.Tier > into.Tier ? from : into;
        return new(
            into.AudienceNo,
            from.Totals + into.Totals,
            higher.Tier,
            from.Tier == into.Tier ? from.ByHand || into.ByHand : higher.ByHand,
            // Who was VIP first under either id.
            from.Since < into.Since
            || into.Since is null
                ? from.Since
                : into.Since,
            from.IsBlocked || into.IsBlocked,
            from.IsFavorite || into.IsFavorite,
            from.IsModerator || into.IsModerator
        );
    }
}
