using LiveOps.Benchmarks.Running;
using Npgsql;

namespace LiveOps.Benchmarks.Latency;

/// <summary>A device action as the books have it.</summary>
/// <param name="Outcome">0 is done; -1 when the rules refused it, as too late for example.</param>
/// <param name="SentAt">When the first byte was written; null when never sent.</param>
/// <param name="PathMs">From the event's frame to the first byte written.</param>
/// <param name="BoardMs">From the first byte written to the board's ACK.</param>
internal sealed record BookedAction(short Outcome, DateTime? SentAt, double? PathMs, double? BoardMs);

/// <summary>Reads actions as an auditor: straight from the table.</summary>
internal static class BookedActions
{
    /// <summary>Number of the room's newest action; 0 for none.</summary>
    public static async Task<long> LastActionAsync(
        this MeasuredSystem system,
        long room,
        CancellationToken cancellationToken
    )
    {
        await using var command = system.Database.CreateCommand(
            "select coalesce(max(action_no), 0) from analytics.actions where room_id = $1"
        );
        command.Parameters.Add(new NpgsqlParameter { Value = room });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Actions after that one that are over.</summary>
    public static async Task<List<BookedAction>> ActionsSinceAsync(
        this MeasuredSystem system,
        long room,
        long after,
        CancellationToken cancellationToken
    )
    {
        await using var command = system.Database.CreateCommand(
            """
            select coalesce(outcome, -1)::smallint, sent_at, path_ms, board_ms from analytics.actions
            where room_id = $1 and action_no > $2 and (outcome is not null or decision <> 0)
            """
        );
        command.Parameters.Add(new NpgsqlParameter { Value = room });
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var actions = new List<BookedAction>();
        while (await reader.ReadAsync(cancellationToken))
            actions.Add(
                new(
                    reader.GetInt16(0),
                    await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetDateTime(1),
                    await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetDouble(2),
                    await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetDouble(3)
                )
            );
        return actions;
    }
}
