using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;

namespace LiveOps.Rules.Evaluating;

/// <summary>What the engine makes of signals.</summary>
internal static class SignalDecisions
{
    private static readonly TimeSpan _remembered = TimeSpan.FromHours(1);

    /// <summary>Takes a signal; one that has been taken before changes nothing.</summary>
    public static void Take(this RuleEngine engine, AccountSignal signal)
    {
        var memory = engine.Result.Memory;
        var now = signal.At;
        if (signal.Kind == AccountSignalKind.Tick)
        {
            engine.Tick(now);
            return;
        }
        memory.Now = now;
        var seen = $"{MemoryKeys.Signal}/{signal.SignalId:N}";
        if (memory.Find(seen) is not null)
            return;
        memory.Set(seen, new StateEntry(1, now + _remembered), now);
        switch (signal.Kind)
        {
            case AccountSignalKind.Button:
                engine.Take(Happening(signal, LiveEventKind.Button));
                break;
            case AccountSignalKind.Webhook:
                engine.Take(Happening(signal, LiveEventKind.Webhook));
                break;
            case AccountSignalKind.TryOut:
                if (signal.RuleId is { } tried)
                    engine.TryOut(tried, Happening(signal, LiveEventKind.Button));
                break;
            case AccountSignalKind.ViewerStanding:
                TakeStanding(engine, memory, signal);
                break;
            case AccountSignalKind.SetVariable:
                SetVariable(memory, signal);
                break;
            default:
                engine.Control(
                    Enum.Parse<ExecutionVerb>(signal.Kind.ToString()),
                    execution =>
                        (signal.ExecutionId is null || execution.Id == signal.ExecutionId)
                        && (signal.RuleId is null || execution.Rule.Id == signal.RuleId),
                    signal.Text ?? "Stopped by a person.",
                    now
                );
                break;
        }
    }

    private static void TakeStanding(RuleEngine engine, Memory memory, AccountSignal signal)
    {
        var happening = Happening(signal, LiveEventKind.VipPromoted);
        var situation = new Situation(happening, null, memory, AccountSettings.Default);
        Mark(memory, situation.OfViewer(MemoryKeys.Blocked), signal.Blocked ? 1 : 0, signal.At);
        var before = memory.Find(situation.OfViewer(MemoryKeys.VipTier))?.Value ?? 0;
        Mark(memory, situation.OfViewer(MemoryKeys.VipTier), signal.VipTier, signal.At);
        if (signal.VipTier > before)
            engine.Take(happening);
    }

    private static void Mark(Memory memory, string key, long value, DateTimeOffset now)
    {
        if (value == 0)
            memory.Remove(key, now);
        else
            memory.Set(key, new StateEntry(value, StateEntry.Forever), now);
    }

    private static void SetVariable(Memory memory, AccountSignal signal)
    {
        if (signal.Key is not { } key || !key.StartsWith(MemoryKeys.Variable + "/", StringComparison.Ordinal))
            return;
        if (signal.Number is null && signal.Text is null)
            memory.Remove(key, signal.At);
        else
            memory.Set(
                key,
                new StateEntry(signal.Number ?? 0, StateEntry.Forever, signal.Number is null ? signal.Text : null),
                signal.At
            );
    }

    private static Happening Happening(AccountSignal signal, LiveEventKind kind)
    {
        var happened = new LiveEvent
        {
            MessageId = DerivedId.MessageId(signal.SignalId),
            Kind = kind,
            At = signal.At,
            Viewer = signal.Viewer,
            Text = signal.Text,
        };
        return new Happening(0, happened, signal.At, new Chance(0, happened.MessageId, kind), signal.RuleId);
    }
}
