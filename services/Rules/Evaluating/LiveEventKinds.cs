using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>What the kinds of event have in common.</summary>
internal static class LiveEventKinds
{
    /// <summary>True for what Rules makes itself: such an event belongs to no room.</summary>
    public static bool IsSignal(LiveEventKind kind) =>
        kind is LiveEventKind.Timer or LiveEventKind.Button or LiveEventKind.Webhook or LiveEventKind.VipPromoted;
}
