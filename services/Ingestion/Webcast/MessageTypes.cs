namespace LiveOps.Ingestion.Webcast;

/// <summary>The message types that Ingestion reads. Any other is counted by its name and passed over.</summary>
internal enum MessageType : byte
{
    Unknown,
    Gift,
    Chat,
    Like,
    Social,
    Member,
    RoomUserSeq,
    Control,
    Battle,
    BattleArmies,
    BattleTask,
    BattleItemCard,
    Envelope,
    Question,
    Goal,
    Subscribe,
    Emote,
    Pin,
    Delete,
    Barrage,
    Intro,
    Caption,
}

internal static class MessageTypes
{
    /// <summary>The type of a method name. Compares bytes: no string is made for the thousands of known ones a second.</summary>
    public static MessageType Of(ReadOnlySpan<byte> method) =>
        method.Length switch
        {
            18 => method.SequenceEqual("WebcastGiftMessage"u8) ? MessageType.Gift
            : method.SequenceEqual("WebcastChatMessage"u8) ? MessageType.Chat
            : method.SequenceEqual("WebcastLikeMessage"u8) ? MessageType.Like
            : MessageType.Unknown,
            20 => method.SequenceEqual("WebcastSocialMessage"u8) ? MessageType.Social
            : method.SequenceEqual("WebcastMemberMessage"u8) ? MessageType.Member
            : method.SequenceEqual("WebcastLinkMicBattle"u8) ? MessageType.Battle
            : method.SequenceEqual("WebcastLinkMicArmies"u8) ? MessageType.BattleArmies
            : MessageType.Unknown,
            21 => method.SequenceEqual("WebcastControlMessage"u8) ? MessageType.Control
            : method.SequenceEqual("WebcastRoomPinMessage"u8) ? MessageType.Pin
            : method.SequenceEqual("WebcastBarrageMessage"u8) ? MessageType.Barrage
            : method.SequenceEqual("WebcastCaptionMessage"u8) ? MessageType.Caption
            : MessageType.Unknown,
            22 => method.SequenceEqual("WebcastEnvelopeMessage"u8) ? MessageType.Envelope
            : method.SequenceEqual("WebcastImDeleteMessage"u8) ? MessageType.Delete
            : MessageType.Unknown,
            23 => method.SequenceEqual("WebcastSubNotifyMessage"u8) ? MessageType.Subscribe
            : method.SequenceEqual("WebcastEmoteChatMessage"u8) ? MessageType.Emote
            : method.SequenceEqual("WebcastLiveIntroMessage"u8) ? MessageType.Intro
            : MessageType.Unknown,
            24 => method.SequenceEqual("WebcastGoalUpdateMessage"u8) ? MessageType.Goal : MessageType.Unknown,
            25 => method.SequenceEqual("WebcastRoomUserSeqMessage"u8) ? MessageType.RoomUserSeq
            : method.SequenceEqual("WebcastQuestionNewMessage"u8) ? MessageType.Question
            : MessageType.Unknown,
            28 => method.SequenceEqual("WebcastLinkMicBattleItemCard"u8)
                ? MessageType.BattleItemCard
                : MessageType.Unknown,
            31 => method.SequenceEqual("WebcastLinkmicBattleTaskMessage"u8)
                ? MessageType.BattleTask
                : MessageType.Unknown,
            _ => MessageType.Unknown,
        };
}
