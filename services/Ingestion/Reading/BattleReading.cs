using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Messages;

namespace LiveOps.Ingestion.Reading;

/// <summary>Battles between creators. Each method says false for a payload that cannot be read.</summary>
internal static class BattleReading
{
    public static bool Battle(in MessageContext context)
    {
        var battle = new BattleMessage();
        if (!battle.Read(context.Payload))
        {
            return false;
        }
        var made = new LiveBattle { BattleId = battle.BattleId, Action = battle.Action };
        Emit(context, MessageType.Battle, LiveEventKind.Battle, battle.Header, made);
        return true;
    }

    public static bool Armies(in MessageContext context)
    {
        var armies = new BattleArmiesMessage();
        if (!armies.Read(context.Payload))
        {
            return false;
        }
        var made = new LiveBattle { BattleId = armies.BattleId, Action = armies.TriggerReason };
        Emit(context, MessageType.BattleArmies, LiveEventKind.BattleArmies, armies.Header, made);
        return true;
    }

    public static bool Task(in MessageContext context)
    {
        var task = new BattleTaskMessage();
        if (!task.Read(context.Payload))
        {
            return false;
        }
        var made = new LiveBattle
        {
            BattleId = task.BattleId,
            Action = task.Type,
            Multiplier = task.Start.Config.Reward.Multiple,
        };
        Emit(context, MessageType.BattleTask, LiveEventKind.BattleTask, task.Header, made);
        return true;
    }

    public static bool ItemCard(in MessageContext context)
    {
        var card = new BattleItemCardMessage();
        if (!card.Read(context.Payload))
        {
            return false;
        }
        var made = new LiveBattle { BattleId = card.BattleId, Action = card.Type };
        Emit(context, MessageType.BattleItemCard, LiveEventKind.BattleItemCard, card.Header, made);
        return true;
    }

    private static void Emit(
        in MessageContext context,
        MessageType type,
        LiveEventKind kind,
        in Header header,
        LiveBattle battle
    )
    {
        if (context.Admit(type, header, out long id))
        {
            context.Emit(context.New(id, kind, header, battle: battle));
        }
    }
}
