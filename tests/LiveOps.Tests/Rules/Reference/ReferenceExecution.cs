using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>What waits, or runs.</summary>
internal sealed class ReferenceExecution
{
    public required Guid Id { get; init; }
    public required Rule Rule { get; init; }
    public required LiveEvent Event { get; init; }
    public required long RoomId { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }
    public required int Depth { get; init; }
    public required long Order { get; init; }

    /// <summary>Units that have not begun; 0 for one that runs.</summary>
    public int Waiting { get; set; }
    public int Begun { get; set; }
    public DateTimeOffset? PausedAt { get; set; }
    public ReferenceScript? Script { get; set; }
    public int Steps { get; set; }
    public int Lots { get; set; }
    public List<(string Device, DateTimeOffset Until)> On { get; } = [];

    /// <summary>What its steps have asked of the engine and is not done yet.</summary>
    public List<Wish> Wishes { get; } = [];

    public DateTimeOffset? Due => PausedAt is null ? Script?.Due : null;

    internal sealed record Wish(Guid Id, Guid RuleId, DateTimeOffset At, bool Stops);
}
