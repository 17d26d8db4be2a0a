namespace LiveOps.Rules.Evaluating;

/// <summary>The first words of the keys under which something is remembered. Stored: never change one.</summary>
internal static class MemoryKeys
{
    /// <summary>The LIVE that is on: its room id; absent or 0 while none is.</summary>
    public const string Room = "room";

    /// <summary>Per session: likes of the room, where a rule asks for them.</summary>
    public const string RoomLikes = "room-likes";

    /// <summary>Per session: viewers now, where a rule asks for them.</summary>
    public const string RoomViewers = "room-viewers";

    /// <summary>Per session: coins of the room, where a rule asks for them.</summary>
    public const string RoomCoins = "room-coins";

    /// <summary>Per session and viewer: coins, where a rule asks for them.</summary>
    public const string ViewerCoins = "viewer-coins";

    /// <summary>Per session: the best gifters, viewer and coins by turns, best first.</summary>
    public const string TopGifters = "top-gifters";

    /// <summary>Per viewer: has ever given a gift, where a rule asks for it.</summary>
    public const string Gifter = "gifter";

    /// <summary>Per rule and streak: it has fired for it.</summary>
    public const string Streak = "streak";

    /// <summary>Per rule and session: how far its likes, or viewers, have come.</summary>
    public const string Reached = "reached";

    /// <summary>Per viewer: VIP tier, 0 for none.</summary>
    public const string VipTier = "vip-tier";

    /// <summary>Per viewer: blocked by the operator.</summary>
    public const string Blocked = "blocked";

    /// <summary>Per rule: when it has been set off lately.</summary>
    public const string Count = "count";

    public const string Cooldown = "cooldown";
    public const string Cap = "cap";
    public const string Variable = "var";
    public const string Timer = "timer";

    /// <summary>When the next execution of the account may begin (theoretical arrival time), ms.</summary>
    public const string Pace = "pace";

    /// <summary>Signals that have been taken, by id.</summary>
    public const string Signal = "signal";
}
