namespace LiveOps.Rehearsal.Rooms;

/// <summary>What a served message is about; the truth is counted by these.</summary>
internal enum EventKind
{
    Gift,
    Chat,
    Like,
    Follow,
    Share,
    Join,
    Subscribe,
    RoomStats,
    Control,
    BattleItemCard,
    BattleTask,
    Envelope,
    Question,
    Goal,
    Other,
}
