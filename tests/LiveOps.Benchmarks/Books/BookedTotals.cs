using System.Text.Json;
using LiveOps.Benchmarks.Running;
using Npgsql;

namespace LiveOps.Benchmarks.Books;

/// <summary>What the books say about one room.</summary>
/// <param name="Messages">Events that TikTok sent: without those that Ingestion makes itself.</param>
internal sealed record BookedTotals(
    long Messages,
    long Coins,
    long Gifts,
    long Comments,
    long Likes,
    long Follows,
    long Shares,
    long Joins
)
{
    /// <summary>In which figures the books differ from what the room has served; empty when in none.</summary>
    public string Differences(JsonElement served)
    {
        (string Name, long Booked)[] figures =
        [
            ("coins", Coins),
            ("giftUnits", Gifts),
            ("comments", Comments),
            ("likes", Likes),
            ("follows", Follows),
            ("shares", Shares),
            ("joins", Joins),
        ];
        return string.Join(
            ", ",
            figures
                .Select(figure => (figure.Name, figure.Booked, Truth: served.GetProperty(figure.Name).GetInt64()))
                .Where(figure => figure.Booked != figure.Truth)
                .Select(figure => $"{figure.Name} {figure.Booked} instead of {figure.Truth}")
        );
    }
}

/// <summary>Reads the books as an auditor: straight from the tables.</summary>
internal static class Audit
{
    /// <summary>All zero while the room is not on the books.</summary>
    public static async Task<BookedTotals> TotalsAsync(
        this MeasuredSystem system,
        long room,
        CancellationToken cancellationToken
    )
    {
        // Gift and like messages are rows of the events; the roll-up counts units and likes.
        await using var command = system.Database.CreateCommand(
            """
            select events, coins, gifts, comments, likes, follows, shares, joins
            from analytics.live_sessions where room_id = $1
            """
        );
        command.Parameters.Add(new NpgsqlParameter { Value = room });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new BookedTotals(0, 0, 0, 0, 0, 0, 0, 0);
        return new BookedTotals(
            // LiveStarted is Ingestion's own event.
            Math.Max(0, reader.GetInt64(0) - 1),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(5),
            reader.GetInt64(6),
            reader.GetInt64(7)
        );
    }

    /// <summary>The settings that make a commit durable.</summary>
    public static async Task<string> DurabilityAsync(this MeasuredSystem system, CancellationToken cancellationToken)
    {
        await using var command = system.Database.CreateCommand(
            "select format('fsync %s, synchronous_commit %s, full_page_writes %s', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'))"
        );
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Device actions of a room: done, and all others.</summary>
    public static async Task<(long Done, long NotDone)> ActionsAsync(
        this MeasuredSystem system,
        long room,
        CancellationToken cancellationToken
    )
    {
        await using var command = system.Database.CreateCommand(
            "select actions_done, actions_not_done from analytics.live_sessions where room_id = $1"
        );
        command.Parameters.Add(new NpgsqlParameter { Value = room });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
