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
    // Every row once: two sorts in the database cost more than the way of a few thousand short rows.
    private const string Sql = """
        select outcome, decision, board_ms, path_ms from analytics.actions
        where session_no = $1 and workspace_id = $2 and (outcome is not null or decision <> 0)
        """;

    public static async Task<ActionFiguresView> ReadAsync(
        NpgsqlConnection connection,
        SessionRow session,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.With(session.SessionNo).With(session.WorkspaceId);
        await command.PrepareAsync(cancellationToken);
        var counts = new Counts();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            counts.Add(reader);
        var completed = counts.ByOutcome.Values.Sum();
        var done = counts.ByOutcome.GetValueOrDefault(DeviceCommandOutcome.Done);
        return new()
        {
            Completed = completed,
            Done = done,
            SuccessRate = completed == 0 ? null : Math.Round((double)done / completed, 4),
            ByOutcome = counts.ByOutcome,
            Refused = counts.Refused,
            BoardMs = TimesOf(counts.BoardMs),
            PathMs = TimesOf(counts.PathMs),
        };
    }

    private static TimesView TimesOf(List<double> times)
    {
        times.Sort();
        return new(times.Count, Figures.At(times, 0.5), Figures.At(times, 0.95));
    }

    private sealed class Counts
    {
        public SortedDictionary<DeviceCommandOutcome, long> ByOutcome { get; } = [];
        public SortedDictionary<RuleOutcome, long> Refused { get; } = [];
        public List<double> BoardMs { get; } = [];
        public List<double> PathMs { get; } = [];

        public void Add(NpgsqlDataReader row)
        {
            if (row.IsDBNull(0))
            {
                var decision = (RuleOutcome)row.GetInt16(1);
                Refused[decision] = Refused.GetValueOrDefault(decision) + 1;
                return;
            }
            var outcome = (DeviceCommandOutcome)row.GetInt16(0);
            ByOutcome[outcome] = ByOutcome.GetValueOrDefault(outcome) + 1;
            if (!row.IsDBNull(2))
                BoardMs.Add(row.GetDouble(2));
            if (!row.IsDBNull(3))
                PathMs.Add(row.GetDouble(3));
        }
    }
}
