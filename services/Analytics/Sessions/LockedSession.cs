using LiveOps.Analytics.Storing;

namespace LiveOps.Analytics.Sessions;

/// <summary>A live session whose row this transaction has locked: nobody else changes its books meanwhile.</summary>
internal sealed record LockedSession(SessionKey Key, long SessionNo, Guid Id, DateOnly OpenedOn, LiveSessionLife Life);
