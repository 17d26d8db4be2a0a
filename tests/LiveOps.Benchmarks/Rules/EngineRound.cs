using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Benchmarks.Rules;

/// <summary>What one pass over the events cost.</summary>
/// <param name="NanosecondsAnEvent">CPU time of the whole process: what else the machine does does not count.</param>
/// <param name="BytesAnEvent">Allocated.</param>
/// <param name="Matches">Rules that were set off.</param>
internal sealed record EngineRound(
    double NanosecondsAnEvent,
    double BytesAnEvent,
    int Gen0,
    int Gen1,
    int Gen2,
    int Matches
)
{
    /// <summary>Events of a message: a busy room's frames hold about so many.</summary>
    private const int MessageLength = 10;

    /// <summary>Decides all events, in messages as a room sends them, from an empty state.</summary>
    public static EngineRound Run(RuleSet rules, IReadOnlyList<LiveEvent> events)
    {
        var messages = events
            .Chunk(MessageLength)
            .Select(
                (some, n) =>
                    new LiveEvents
                    {
                        WorkspaceId = Guid.Empty,
                        AccountId = Guid.Empty,
                        RoomId = RuleLoad.Room,
                        Sequence = n * MessageLength,
                        // So slow that the account's queue never fills: what is measured is deciding.
                        ReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(n),
                        Events = some,
                    }
            )
            .ToArray();
        var settings = AccountSettings.Default;
        var state = AccountState.Empty;
        var matches = 0;
        GC.Collect();
        var (gen0, gen1, gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Environment.CpuUsage.TotalTime;
        foreach (var message in messages)
        {
            var evaluation = RuleEvaluation.Evaluate(rules, settings, message, -1, state);
            state = evaluation.State;
            matches += evaluation.Verdicts.Count;
        }
        var elapsed = Environment.CpuUsage.TotalTime - started;
        return new EngineRound(
            elapsed.TotalNanoseconds / events.Count,
            (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)events.Count,
            GC.CollectionCount(0) - gen0,
            GC.CollectionCount(1) - gen1,
            GC.CollectionCount(2) - gen2,
            matches
        );
    }
}
