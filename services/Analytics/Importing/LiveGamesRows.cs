using LiveOps.Contracts.Ingestion;
using Microsoft.Data.Sqlite;

namespace LiveOps.Analytics.Importing;

/// <summary>A gift, a comment or a count of likes in the file.</summary>
internal sealed record LiveGamesRow
{
    public required string Table { get; init; }
    public required LiveEventKind Kind { get; init; }
    public required long Id { get; init; }
    public long? SessionId { get; init; }
    public DateTimeOffset? At { get; init; }

    /// <summary>The viewer's.</summary>
    public string? Name { get; init; }

    /// <summary>The gift's name, or what the comment says.</summary>
    public string? Text { get; init; }

    /// <summary>Coins of the gift, or likes of the room.</summary>
    public long? Coins { get; init; }

    /// <summary>What the program did.</summary>
    public string? Action { get; init; }

    public LiveEvent ToEvent(ImportSource source) =>
        new()
        {
            MessageId = source.MessageId(Table, Id),
            Kind = Kind,
            At = At!.Value,
            IsHistory = true,
            Viewer = Name is null
                ? null
                : new()
                {
                    UserId = source.UserId(Name),
                    Handle = Name,
                    Nickname = Name,
                },
            Text = Kind == LiveEventKind.Chat ? Text : null,
            Like =
                Kind == LiveEventKind.Like
                    ? new() { Count = 0, RoomTotal = Math.Clamp(Coins ?? 0, 0, int.MaxValue) }
                    : null,
            Gift =
                Kind == LiveEventKind.Gift
                    ? new()
                    {
                        GiftId = source.GiftId(Text ?? ""),
                        Name = Text,
                        Coins = (int)Coins!.Value,
                        RepeatCount = 1,
                        Credited = 1,
                        GroupId = 0,
                    }
                    : null,
        };
}

/// <summary>Reads what happened in the sessions of the file, in their order.</summary>
internal static class LiveGamesRows
{
    private const int NameLimit = 200;

    public static readonly IReadOnlyDictionary<string, LiveEventKind> Kinds = new Dictionary<string, LiveEventKind>(
        StringComparer.Ordinal
    )
    {
        ["gift_logs"] = LiveEventKind.Gift,
        ["comment_logs"] = LiveEventKind.Chat,
        ["like_tracking"] = LiveEventKind.Like,
    };

    private static readonly string[] _tables = ["gift_logs", "comment_logs", "like_tracking"];

    /// <summary>All names in it are written here.</summary>
    public static string Sql(SqliteFile file)
    {
        var parts = new List<string>
        {
            $"select 0 as n, id, session_id, timestamp as at, username, gift_name, gift_value, {file.Column("gift_logs", "action_triggered")} from gift_logs",
        };
        if (file.Has("comment_logs", "id", "session_id", "username", "comment_text", "timestamp"))
            parts.Add(
                $"select 1, id, session_id, timestamp, username, comment_text, null, {file.Column("comment_logs", "action_triggered")} from comment_logs"
            );
        if (file.Has("like_tracking", "id", "session_id", "current_like_count", "timestamp"))
            parts.Add("select 2, id, session_id, timestamp, null, null, current_like_count, null from like_tracking");
        return string.Join(" union all ", parts) + " order by session_id, at, n, id";
    }

    public static LiveGamesRow Read(SqliteDataReader row, TimeZoneInfo zone)
    {
        var table = _tables[row.GetInt32(0)];
        return new()
        {
            Table = table,
            Kind = Kinds[table],
            Id = row.GetInt64(1),
            SessionId = SqliteFile.Long(row, 2),
            At = SqliteFile.Time(row, 3, zone),
            Name = SqliteFile.Text(row, 4, NameLimit)?.Trim().TrimStart('@') is { Length: > 0 } name ? name : null,
            Text = SqliteFile.Text(row, 5),
            Coins = SqliteFile.Long(row, 6),
            Action = SqliteFile.Text(row, 7, 500),
        };
    }
}
