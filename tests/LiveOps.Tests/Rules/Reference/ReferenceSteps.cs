using System.Globalization;
using System.Text.Json;
using LiveOps.Hosting;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>What the leaves of an action tree do, one case for each kind.</summary>
internal static class ReferenceSteps
{
    /// <summary>The on-time of a device, ms.</summary>
    public static long Lasts(DeviceAction device, ReferenceEngine engine, Look look) =>
        ReferenceText.Number(device.DurationMs, engine, look, device.ActionWord is "STOP" or "OFF" ? 0 : 1, 3_600_000);

    public static void Do(RuleAction action, ReferenceEngine engine, ReferenceExecution execution, Look look, int step)
    {
        var id = DerivedId.Child(execution.Id, "step", step);
        switch (action)
        {
            case DeviceAction device:
                var lasts = Lasts(device, engine, look);
                var values = device.Params.Select(one => ReferenceText.Number(one, engine, look, 0, 65_535));
                execution.On.RemoveAll(on => on.Device == device.DeviceId || on.Until <= look.At);
                execution.On.Add((device.DeviceId, look.At.AddMilliseconds(lasts)));
                Say($"device {device.DeviceId} {device.ActionWord} {lasts} [{string.Join(',', values)}]");
                break;
            case MessageAction message:
                Say($"cue {ReferenceText.Fill(message.Text, engine, look)}/ 0 {message.ShownMs}");
                break;
            case SoundAction sound:
                Say($"cue /{sound.File} {sound.Volume} 0");
                break;
            case SetVariableAction set:
                Set(set, engine, look);
                break;
            case PointsAction points:
                var given = ReferenceText.Number(points.Points, engine, look, 0, 1_000_000);
                if (look.Viewer > 0 && given > 0)
                    Say($"points {given} {ReferenceText.Fill(points.Reason ?? "", engine, look)}");
                break;
            case GiftSendAction gift:
                Say($"gift {gift.GiftId} {ReferenceText.Number(gift.Count, engine, look, 1, 100)} {gift.ToHandle}");
                break;
            case EmitAction emit:
                var data = emit.Data.ToDictionary(
                    field => field.Key,
                    field => ReferenceText.Fill(field.Value, engine, look)
                );
                Say($"emit {emit.Name} {JsonSerializer.Serialize(data)}");
                break;
            case WebhookAction webhook:
                Say($"webhook {webhook.Url} {ReferenceText.Fill(webhook.Text ?? "", engine, look)}");
                break;
            case ChainAction chain:
                execution.Wishes.Add(new(id, chain.RuleId, look.At, Stops: false));
                break;
            case StopAction stop:
                execution.Wishes.Add(new(id, stop.RuleId, look.At, Stops: true));
                break;
            default:
                throw new InvalidOperationException("The reference does not know this action.");
        }

        void Say(string what) => engine.Say(id, look.At, what);
    }

    private static void Set(SetVariableAction set, ReferenceEngine engine, Look look)
    {
        const long most = 1_000_000_000_000_000;
        var key = engine.VariableKey(set.Scope, set.Name, look);
        object value;
        if (set.Add is { } add)
        {
            var known = engine.Note(key) as long? ?? 0;
            var sum = Math.Clamp(known, -most, most) + ReferenceText.Number(add, engine, look, -most, most);
            value = Math.Clamp(sum, -most, most);
        }
        else
        {
            var text = ReferenceText.Fill(set.Value ?? "", engine, look);
            value =
                long.TryParse(text, out var number) && number.ToString(CultureInfo.InvariantCulture) == text
                    ? number
                    : text;
        }
        engine.Write(key, value, set.Scope == VariableScope.Session ? look.At.AddDays(2) : DateTimeOffset.MaxValue);
    }
}
