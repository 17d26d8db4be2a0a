using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Importing;

/// <summary>A gift or an interaction of the plugin's file, as an event of its session.</summary>
internal sealed record ImportedEvent(long MessageId, LiveEventKind Kind, DateTimeOffset At, long UserId)
{
    public long Sequence { get; init; }
    public long? GiftId { get; init; }
    public string? GiftName { get; init; }
    public int? Coins { get; init; }
    public int? Quantity { get; init; }
    public string? Text { get; init; }
}

/// <summary>What viewers did, by the plugin's file. These rows count in no total: the file's totals do.</summary>
internal sealed class ImportedHistory(ImportedPeople people, ImportSettings settings)
{
    private const string NoViewer = "its viewer is not in the file";
    private const string NoTime = "it has no time that can be read";

    private const string Sql = """
        insert into analytics.events
            (session_no, opened_on, message_id, kind, sequence, at, received_at, user_id, gift_id, group_id, receiver_id,
            coins, repeat_count, credited, text, flags)
        select $1, $2, message_id, kind, sequence, at, at, user_id, gift_id, case when kind = 0 then 0 end,
            case when kind = 0 then 0 end, coins, quantity, quantity, text, 1
        from unnest($3, $4, $5, $6, $7, $8, $9, $10, $11)
            as k(message_id, kind, sequence, at, user_id, gift_id, coins, quantity, text)
        on conflict do nothing
        """;

    private const string GiftsSql = """
        insert into analytics.gifts (gift_id, name, coins) select distinct on (id) id, name, coins
        from unnest($1, $2, $3) as k(id, name, coins) order by id on conflict (gift_id) do nothing
        """;

    private static readonly Dictionary<string, LiveEventKind> _kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chat"] = LiveEventKind.Chat,
        ["comment"] = LiveEventKind.Chat,
        ["like"] = LiveEventKind.Like,
        ["share"] = LiveEventKind.Share,
        ["follow"] = LiveEventKind.Follow,
        ["join"] = LiveEventKind.Join,
        ["member"] = LiveEventKind.Join,
        ["subscribe"] = LiveEventKind.Subscribe,
    };

    public IEnumerable<ImportedEvent> Gifts(SqliteFile file, TableReport table)
    {
        foreach (
            var row in file.Rows(
                "viewer_gift_history",
                ["id", "viewer_id", "gift_id", "gift_name", "gift_coins", "gift_diamond_count", "quantity", "timestamp"]
            )
        )
        {
            table.Read++;
            if (Head(row, "viewer_gift_history", 1, 7, LiveEventKind.Gift, table) is not { } gift)
                continue;
            var quantity = Math.Clamp(SqliteFile.Long(row, 6) ?? 1, 1, EventMapping.MostRepeats);
            var booked = SqliteFile.Count(row, 4) / quantity;
            // The price of one by TikTok's own word; else what the plugin has booked, which is twice of it.
            var coins =
                SqliteFile.Count(row, 5) is > 0 and var price ? price
                : settings.CoinsAsIs ? booked
                : booked / 2;
            var name = SqliteFile.Text(row, 3, 200) ?? $"Gift {SqliteFile.Long(row, 2)}";
            yield return gift with
            {
                GiftId = people.Source.GiftId(name),
                GiftName = name,
                Coins = (int)Math.Min(coins, EventMapping.MostCoins),
                Quantity = (int)quantity,
            };
        }
    }

    public IEnumerable<ImportedEvent> Interactions(SqliteFile file, TableReport table)
    {
        foreach (
            var row in file.Rows("viewer_interactions", ["id", "viewer_id", "interaction_type", "content", "timestamp"])
        )
        {
            table.Read++;
            var type = SqliteFile.Text(row, 2, 100)?.Trim() ?? "";
            if (type.Equals("gift", StringComparison.OrdinalIgnoreCase))
            {
                table.Skip("gifts are in viewer_gift_history");
                continue;
            }
            var kind = _kinds.GetValueOrDefault(type, LiveEventKind.Social);
            if (Head(row, "viewer_interactions", 1, 4, kind, table) is { } one)
                yield return one with
                {
                    Text =
                        kind == LiveEventKind.Social
                            ? $"{type} {SqliteFile.Text(row, 3)}".Trim()
                            : SqliteFile.Text(row, 3),
                };
        }
    }

    /// <returns>How many were new.</returns>
    public static async Task<int> StoreAsync(
        NpgsqlTransaction transaction,
        ProfilesSession session,
        ImportedEvent[] events,
        CancellationToken cancellationToken
    )
    {
        var gifts = events.Where(one => one.GiftId is not null).ToList();
        if (gifts.Count > 0)
        {
            await using var names = new NpgsqlCommand(GiftsSql, transaction.Connection, transaction);
            names
                .Parameters.With(gifts.ConvertAll(gift => gift.GiftId!.Value), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With(gifts.ConvertAll(gift => gift.GiftName), NpgsqlDbType.Array | NpgsqlDbType.Text)
                .With(gifts.ConvertAll(gift => gift.Coins!.Value), NpgsqlDbType.Array | NpgsqlDbType.Integer);
            await names.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var store = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        store.Parameters.With(session.SessionNo).With(session.OpenedOn);
        void Column<T>(Func<ImportedEvent, T> value, NpgsqlDbType type) =>
            store.Parameters.With(events.Select(value).ToArray(), NpgsqlDbType.Array | type);
        Column(one => one.MessageId, NpgsqlDbType.Bigint);
        Column(one => (short)one.Kind, NpgsqlDbType.Smallint);
        Column(one => one.Sequence, NpgsqlDbType.Bigint);
        Column(one => one.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        Column(one => one.UserId, NpgsqlDbType.Bigint);
        Column(one => one.GiftId, NpgsqlDbType.Bigint);
        Column(one => one.Coins, NpgsqlDbType.Integer);
        Column(one => one.Quantity, NpgsqlDbType.Integer);
        Column(one => one.Text, NpgsqlDbType.Text);
        return await store.ExecuteNonQueryAsync(cancellationToken);
    }

    private ImportedEvent? Head(
        Microsoft.Data.Sqlite.SqliteDataReader row,
        string name,
        int viewer,
        int time,
        LiveEventKind kind,
        TableReport table
    )
    {
        if (people.UserOf(SqliteFile.Long(row, viewer)) is not { } user)
        {
            table.Skip(NoViewer);
            return null;
        }
        if (SqliteFile.Time(row, time, settings.Zone) is not { } at)
        {
            table.Skip(NoTime);
            return null;
        }
        var id = SqliteFile.Long(row, 0) ?? 0;
        return new ImportedEvent(people.Source.MessageId(name, id), kind, at, user)
        {
            Sequence = (at.ToUnixTimeMilliseconds() * 1_000) + (id % 1_000),
        };
    }
}
