using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>
/// Whatever the rules and whatever comes: the engine does what the reference does, also when it is killed in between.
/// </summary>
public sealed class ReferenceProperties
{
    /// <summary>
    /// How many cases, in place of those that every run of the tests takes: fresh ones, other ones each time. A
    /// difference is printed with the seed that brings it back.
    /// </summary>
    private const string FreshCases = "LIVEOPS_FRESH_CASES";

    [Fact]
    public void Engine_and_reference_agree_on_everything() =>
        Check.One(
            Cases().WithEndSize(40),
            Prop.ForAll(Arb.From(CaseGenerator.Cases, CaseShrinker.Shrink), one => Agree(Difference(one)))
        );

    private static Config Cases() =>
        int.TryParse(Environment.GetEnvironmentVariable(FreshCases), out var fresh)
            ? Config.QuickThrowOnFailure.WithMaxTest(fresh)
            : Config.QuickThrowOnFailure.WithMaxTest(4_000).WithReplay(20_260_501UL, 7_300_001UL);

    private static Property Agree(string difference) => (difference.Length == 0).Label(difference);

    /// <summary>The first difference, in words; empty for none.</summary>
    private static string Difference(Case one)
    {
        var rules = new RuleSet(one.Rules);
        var reference = new ReferenceEngine(one.Rules, one.Settings);
        var state = AccountState.Empty;
        var now = Noon;
        var signal = Guid.Empty;
        var signalled = DateTimeOffset.MinValue;
        for (var n = 0; n < one.Inputs.Count; n++)
        {
            var input = one.Inputs[n];
            now = now.AddMilliseconds(input.AfterMs);
            if (input is Strike && RuleEngine.NextDue(rules, one.Settings, state) is { } due && due > now)
                now = due.AddMilliseconds(input.AfterMs);
            if (input.Mishap == Mishap.Restart)
                state = Restarted(state, now);
            // A signal is known again for an hour: longer than any broker or caller repeats one.
            if (input is not Word { Again: true } || now - signalled >= TimeSpan.FromHours(1))
                (signal, signalled) = (new Guid(n + 1, 1, 1, [0, 0, 0, 0, 0, 0, 0, 0]), now);
            var taken = Materialized(input, n, now, signal);
            var result = Decide(rules, one.Settings, state, taken);
            if (input.Mishap == Mishap.Twice && Said(result) != Said(Decide(rules, one.Settings, state, taken)))
                return $"input {n} decided twice";
            state = result.State;
            reference.Said.Clear();
            reference.Verdicts.Clear();
            if (taken is LiveEvents message)
                reference.Take(message);
            else
                reference.Take((AccountSignal)taken);
            if (Said(result) != Said(reference))
                return $"input {n}\nENGINE\n{Said(result)}\nREFERENCE\n{Said(reference)}";
            if (Kept(state, now) != Kept(reference))
                return $"state after input {n}\nENGINE\n{Kept(state, now)}\nREFERENCE\n{Kept(reference)}";
        }
        return "";
    }

    private static object Materialized(Input input, int number, DateTimeOffset now, Guid signal)
    {
        if (input is Frame frame)
            return Message(
                now,
                number * 10,
                [.. frame.Events.Select((happened, n) => happened with { MessageId = number * 10 + n + 1, At = now })]
            ) with
            {
                RoomId = frame.Room,
            };
        var word = input as Word;
        return new AccountSignal
        {
            SignalId = signal,
            WorkspaceId = Workspace,
            AccountId = Account,
            At = now,
            Kind = word?.Kind ?? AccountSignalKind.Tick,
            RuleId = word is { RuleNumber: > 0, Kind: not AccountSignalKind.ViewerStanding }
                ? Rule(word.RuleNumber).Id
                : null,
            Text = word?.Text,
            Viewer =
                word?.Kind == AccountSignalKind.ViewerStanding
                    ? new LiveViewer { UserId = word.ViewerId, Nickname = "standing" }
                    : null,
            VipTier = word?.Tier ?? 0,
            Blocked = word?.Again ?? false,
            Key = word?.Kind == AccountSignalKind.SetVariable ? "var/account/x" : null,
            Number = word is { Kind: AccountSignalKind.SetVariable, Text: not null, Tier: > 0 } ? word.Tier : null,
        };
    }

    private static Evaluation Decide(RuleSet rules, AccountSettings settings, AccountState state, object taken)
    {
        var engine = new RuleEngine(rules, settings, state);
        if (taken is AccountSignal signal)
            engine.Take(signal);
        else
            foreach (var happened in ((LiveEvents)taken).Events)
                if (!happened.IsHistory)
                    engine.Take(Happening.Of((LiveEvents)taken, happened));
        return engine.Result;
    }

    /// <summary>As the database gives it back: what has long expired is gone, executions are JSON.</summary>
    private static AccountState Restarted(AccountState state, DateTimeOffset at) =>
        new(
            state
                .Entries.Where(entry => entry.Value.ExpiresAt > at - AccountState.Grace)
                .ToImmutableDictionary(StringComparer.Ordinal),
            state
                .Executions.Values.Select(execution => JsonSerializer.Serialize(execution, RuleJson.Options))
                .Select(json => JsonSerializer.Deserialize<Execution>(json, RuleJson.Options)!)
                .ToImmutableDictionary(execution => execution.Id)
        );

    private static string Said(Evaluation result) =>
        string.Join(
            '\n',
            result
                .Verdicts.Select(verdict =>
                    $"{verdict.DecisionId} {verdict.Event.MessageId} {verdict.Rule.Name} {verdict.Outcome} {verdict.Times}"
                )
                .Concat(result.Effects.Select(effect => $"{effect.Id} {effect.At:O} {What(effect)}"))
        );

    private static string Said(ReferenceEngine reference) =>
        string.Join('\n', reference.Verdicts.Concat(reference.Said));

    private static string What(Effect effect) =>
        effect switch
        {
            DeviceEffect device =>
                $"device {device.DeviceId} {device.ActionWord} {device.DurationMs} [{string.Join(',', device.Params)}]",
            CueEffect cue => $"cue {cue.Text}/{cue.Sound} {cue.Volume} {cue.ShownMs}",
            PointsEffect points => $"points {points.Points} {points.Reason}",
            GiftSendEffect gift => $"gift {gift.GiftId} {gift.Count} {gift.ToHandle}",
            FeedEffect feed => $"emit {feed.Name} {feed.Data}",
            _ => effect.ToString(),
        };

    private static string Kept(AccountState state, DateTimeOffset now) =>
        Sorted(
            state
                .Entries.Where(entry =>
                    entry.Key.StartsWith("var/", StringComparison.Ordinal) && entry.Value.ExpiresAt > now
                )
                .Select(entry => $"{entry.Key}={entry.Value.AsText()}")
                .Concat(
                    state.Executions.Values.Select(one =>
                        one.State == ExecutionState.Waiting
                            ? $"{one.Id} waits {one.Units} begun {one.Begun}"
                            : $"{one.Id} runs {one.Steps} due {one.Due():O} on {string.Join(',', one.On.Select(on => $"{on.DeviceId} {on.Until:O}"))}"
                    )
                )
        );

    private static string Kept(ReferenceEngine reference) => Sorted(reference.Variables().Concat(reference.Queue()));

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
