using LiveOps.Analytics.Storing;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>What the devices did in a live session.</summary>
internal sealed record ActionFiguresView
{
    /// <summary>Device commands that have come to an end.</summary>
    public required long Completed { get; init; }

    /// <summary>Those that ran for their whole time.</summary>
    public required long Done { get; init; }

    /// <summary><see cref="Done"/> of <see cref="Completed"/>, 0 to 1; null without any.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>Completed commands by how they ended.</summary>
    public required IReadOnlyDictionary<DeviceCommandOutcome, long> ByOutcome { get; init; }

    /// <summary>Decisions that sent no command, by their reason.</summary>
    public required IReadOnlyDictionary<RuleOutcome, long> Refused { get; init; }

    /// <summary>From the first byte written to the board's answer.</summary>
    public required TimesView BoardMs { get; init; }

    /// <summary>From the event's frame to the first byte written.</summary>
    public required TimesView PathMs { get; init; }
}

/// <summary>Times, ms: half of them are at most <paramref name="P50"/>, 95 % at most <paramref name="P95"/>; null without any.</summary>
internal sealed record TimesView(long Count, double? P50, double? P95);

/// <summary>Reads <see cref="ActionFiguresView"/> of one session.</summary>
internal static class ActionFigures
{
    private const string CountSql = """
        select outcome, decision, count(*) from analytics.actions
        where session_no = $1 and workspace_id = $2 and (outcome is not null or decision <> 0)
        group by outcome, decision
        """;

    private const string TimesSql = """
        select count(board_ms), percentile_disc(array[0.5, 0.95]) within group (order by board_ms),
            count(path_ms), percentile_disc(array[0.5, 0.95]) within group (order by path_ms)
        from analytics.actions where session_no = $1 and workspace_id = $2 and outcome is not null
        """;

    public static async Task<ActionFiguresView> ReadAsync(
        NpgsqlConnection connection,
        SessionRow session,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { CountSql, TimesSql })
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.With(session.SessionNo).With(session.WorkspaceId);
            batch.BatchCommands.Add(command);
        }
        await batch.PrepareAsync(cancellationToken);
        var byOutcome = new SortedDictionary<DeviceCommandOutcome, long>();
        var refused = new SortedDictionary<RuleOutcome, long>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            Count(reader, byOutcome, refused);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (completed, done) = (byOutcome.Values.Sum(), byOutcome.GetValueOrDefault(DeviceCommandOutcome.Done));
        return new()
        {
            Completed = completed,
            Done = done,
            SuccessRate = completed == 0 ? null : Math.Round((double)done / completed, 4),
            ByOutcome = byOutcome,
            Refused = refused,
            BoardMs = TimesOf(reader, 0),
            PathMs = TimesOf(reader, 2),
        };
    }

    private static void Count(
        NpgsqlDataReader row,
        SortedDictionary<DeviceCommandOutcome, long> byOutcome,
        SortedDictionary<RuleOutcome, long> refused
    )
    {
        var count = row.GetInt64(2);
        if (!row.IsDBNull(0))
        {
            var outcome = (DeviceCommandOutcome)row.GetInt16(0);
            byOutcome[outcome] = byOutcome.GetValueOrDefault(outcome) + count;
        }
        else
        {
            var decision = (RuleOutcome)row.GetInt16(1);
            refused[decision] = refused.GetValueOrDefault(decision) + count;
        }
    }

    private static TimesView TimesOf(NpgsqlDataReader row, int column)
    {
        var count = row.GetInt64(column);
        if (count == 0)
            return new(0, null, null);
        var times = row.GetFieldValue<double[]>(column + 1);
        return new(count, times[0], times[1]);
    }
}
