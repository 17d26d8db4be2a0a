using System.Globalization;
using System.Text;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Messages;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Reading;

/// <summary>What happens to the room. Each method says false for a payload that cannot be read.</summary>
internal static class RoomReading
{
    private const int EnvelopeAppears = 1;

    public static bool RoomUserSeq(in MessageContext context)
    {
        var audience = new RoomUserSeqMessage();
        if (!audience.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.RoomUserSeq, audience.Header, out long id))
        {
            var stats = new LiveRoomStats { Viewers = audience.Viewers, TotalViewers = audience.TotalViewers };
            context.Emit(context.New(id, LiveEventKind.RoomStats, audience.Header, stats: stats));
        }
        return true;
    }

    public static bool Control(in MessageContext context, ReadCounters counters)
    {
        var control = new ControlMessage();
        if (!control.Read(context.Payload))
        {
            return false;
        }
        LiveEventKind? kind = control.Action switch
        {
            1 => LiveEventKind.LivePaused,
            2 => LiveEventKind.LiveResumed,
            3 or 4 => LiveEventKind.LiveEnded,
            _ => null,
        };
        if (kind is null)
        {
            counters.CountUnknown(
                string.Create(CultureInfo.InvariantCulture, $"WebcastControlMessage/{control.Action}")
            );
            return true;
        }
        if (context.Admit(MessageType.Control, control.Header, out long id))
        {
            context.Emit(context.New(id, kind.Value, control.Header));
        }
        return true;
    }

    public static bool Envelope(in MessageContext context)
    {
        var envelope = new EnvelopeMessage();
        if (!envelope.Read(context.Payload))
        {
            return false;
        }
        if (!context.Admit(MessageType.Envelope, envelope.Header, out long id))
        {
            return true;
        }
        var made = new LiveEnvelope
        {
            EnvelopeId = Viewers.Text(envelope.Info.Id),
            Shown = envelope.Display == EnvelopeAppears,
            Coins = envelope.Info.Coins,
            People = envelope.Info.People,
            BusinessType = envelope.Info.BusinessType,
        };
        LiveEvent box = context.New(id, LiveEventKind.Envelope, envelope.Header, SenderOf(envelope.Info));
        context.Emit(box with { Envelope = made });
        return true;
    }

    private static LiveViewer? SenderOf(in EnvelopeInfo info) =>
        long.TryParse(info.SenderId, NumberStyles.None, CultureInfo.InvariantCulture, out long sender) && sender != 0
            ? new LiveViewer { UserId = sender, Nickname = Viewers.TextOrNull(info.SenderName) }
            : null;

    public static bool Goal(in MessageContext context)
    {
        var update = new GoalMessage();
        if (!update.Read(context.Payload))
        {
            return false;
        }
        if (!context.Admit(MessageType.Goal, update.Header, out long id))
        {
            return true;
        }
        long progress = 0;
        long target = 0;
        Repeated<GoalPart> parts = update.Goal.Parts();
        while (parts.Next(out GoalPart part))
        {
            progress += part.Progress;
            target += part.Target;
        }
        var goal = new LiveGoal
        {
            GoalId = update.Goal.Id,
            Type = update.Goal.Type,
            Progress = progress,
            Target = target,
        };
        LiveViewer? contributor =
            update.ContributorId == 0
                ? null
                : new LiveViewer
                {
                    UserId = update.ContributorId,
                    Handle = Viewers.TextOrNull(update.ContributorHandle),
                };
        string? text = Viewers.TextOrNull(update.Goal.Description);
        context.Emit(context.New(id, LiveEventKind.Goal, update.Header, contributor, text) with { Goal = goal });
        return true;
    }

    public static bool Pin(in MessageContext context)
    {
        var pin = new PinMessage();
        if (!pin.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Pin, pin.Header, out long id))
        {
            LiveEvent made = context.New(id, LiveEventKind.Pin, pin.Header, Viewers.Of(pin.Operator));
            context.Emit(made with { TargetMessageIds = [pin.TargetMessageId] });
        }
        return true;
    }

    public static bool Delete(in MessageContext context)
    {
        var delete = new DeleteMessage();
        if (!delete.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Delete, delete.Header, out long id))
        {
            // Where all comments of a person go, the person is named instead of the messages.
            List<long> users = delete.UserIds();
            LiveViewer? who = users.Count > 0 ? new LiveViewer { UserId = users[0] } : null;
            LiveEvent made = context.New(id, LiveEventKind.Delete, delete.Header, who);
            context.Emit(made with { TargetMessageIds = delete.MessageIds() });
        }
        return true;
    }

    public static bool Barrage(in MessageContext context)
    {
        var barrage = new BarrageMessage();
        if (!barrage.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Barrage, barrage.Header, out long id))
        {
            DisplayText content = barrage.Content.Key.IsEmpty ? barrage.CommonContent : barrage.Content;
            string? text = Viewers.TextOrNull(content.DefaultPattern) ?? Viewers.TextOrNull(content.Key);
            LiveViewer? viewer = Viewers.Of(barrage.User);
            context.Emit(context.New(id, LiveEventKind.Barrage, barrage.Header, viewer, text));
        }
        return true;
    }

    public static bool Intro(in MessageContext context)
    {
        var intro = new IntroMessage();
        if (!intro.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Intro, intro.Header, out long id))
        {
            string text = Viewers.Text(intro.Content);
            context.Emit(context.New(id, LiveEventKind.Intro, intro.Header, Viewers.Of(intro.User), text));
        }
        return true;
    }

    public static bool Caption(in MessageContext context)
    {
        var caption = new CaptionMessage();
        if (!caption.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Caption, caption.Header, out long id))
        {
            string text = Encoding.UTF8.GetString(caption.Caption.Content);
            context.Emit(context.New(id, LiveEventKind.Caption, caption.Header, text: text));
        }
        return true;
    }
}
