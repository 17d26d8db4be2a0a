namespace LiveOps.Rehearsal.Rooms;

/// <summary>Something that a viewer or the host does in a rehearsal room, before it has a message id.</summary>
internal abstract record RoomEvent;

/// <summary>A gift without a streak: one message, no group.</summary>
internal sealed record GiftGiven(Viewer Viewer, CatalogueGift Gift, int Units = 1) : RoomEvent;

/// <summary>One message of a streak. <paramref name="RepeatCount"/> is the running total, <paramref name="End"/> closes it.</summary>
internal sealed record StreakGiven(Viewer Viewer, CatalogueGift Gift, Streak Streak, int RepeatCount, bool End)
    : RoomEvent;

internal sealed record Commented(Viewer Viewer, string Text) : RoomEvent;

/// <summary>Likes in one message; TikTok sends 1 to 15.</summary>
internal sealed record Liked(Viewer Viewer, int Count) : RoomEvent;

internal sealed record Followed(Viewer Viewer) : RoomEvent;

internal sealed record Shared(Viewer Viewer) : RoomEvent;

internal sealed record Joined(Viewer Viewer) : RoomEvent;

internal sealed record Subscribed(Viewer Viewer, int Months) : RoomEvent;

internal sealed record ViewersCounted(long Viewers) : RoomEvent;

/// <summary>1 paused, 2 resumed, 3 ended, 4 suspended.</summary>
internal sealed record Controlled(int Action) : RoomEvent;

/// <summary>A boosting glove (5 times for 30 s) in a battle, for this room's host unless another anchor is named.</summary>
internal sealed record GloveUsed(int Multiplier, int DurationSeconds, long? AnchorId, bool Vault) : RoomEvent;

/// <summary>A battle's speed challenge. Phase 0 start, 1 update, 2 settle, 3 reward.</summary>
internal sealed record BattleTaskShown(int Phase, int Multiplier, int DurationSeconds) : RoomEvent;

/// <summary>A treasure box; <paramref name="Shown"/> false announces that it is gone.</summary>
internal sealed record EnvelopeDropped(Viewer Viewer, int Coins, int People, bool Shown, string EnvelopeId) : RoomEvent;

internal sealed record QuestionAsked(Viewer Viewer, string Text) : RoomEvent;

internal sealed record GoalMoved(Viewer Viewer, string Description, long Progress, long Target) : RoomEvent;

/// <summary>A message taken from a recording, bytes as recorded.</summary>
internal sealed record Replayed(EventKind Kind, string Method, byte[] Payload, long? MsgId, ReplayedFacts Facts)
    : RoomEvent;

/// <summary>What the truth needs to know about a recorded message.</summary>
internal sealed record ReplayedFacts(
    long UserId,
    string Handle,
    Streak? Streak = null,
    int RepeatCount = 0,
    int LikeCount = 0,
    long LikeTotal = 0,
    bool EndsLive = false
);
