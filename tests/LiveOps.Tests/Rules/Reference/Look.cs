using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>What a rule looks at.</summary>
/// <param name="Rule">Who looks.</param>
/// <param name="Event">What happened.</param>
/// <param name="RoomId">Where; 0 for a signal.</param>
/// <param name="At">When.</param>
/// <param name="Lot">What chance says, 0 to 1.</param>
internal sealed record Look(Rule Rule, LiveEvent Event, long RoomId, DateTimeOffset At, Func<double> Lot)
{
    public long Viewer => Event.Viewer?.UserId ?? 0;
}
