using FsCheck;
using FsCheck.Fluent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

/// <summary>
/// However a stream is cut into messages, and whatever of it is delivered again, the decisions are the same.
/// </summary>
public sealed class StreamProperties
{
    private static readonly RuleSet _rules = new([
        Rule(1, policy: new RulePolicy { CooldownMs = 1_500 }),
        Rule(2, new GiftTrigger(), new RulePolicy { CooldownMs = 2_000, CooldownPer = CooldownScope.Viewer }),
        Rule(3, new GiftTrigger { GiftIds = [2], Per = GiftCount.Unit }),
        Rule(4, new GiftTrigger { MinUnitCoins = 3 }, new RulePolicy { Priority = 9 }),
        Rule(5, new GiftTrigger(), conditions: [new ChanceCondition { Percent = 50 }]),
    ]);

    /// <summary>Gifts of three kinds by three viewers, each with the time that passes before it.</summary>
    private static readonly Gen<(LiveEvent Event, int AfterMs)[]> _streams = (
        from id in Gen.Choose(1, 3)
        from viewer in Gen.Choose(1, 3)
        from coins in Gen.Choose(1, 5)
        from credited in Gen.Choose(0, 3)
        from after in Gen.Choose(0, 900)
        from history in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select (Gift(0, id, id == 1 ? "Rose" : null, coins, credited, viewer) with { IsHistory = history }, after)
    )
        .ArrayOf()
        .Select(stream => stream.Select((gift, n) => (gift.Item1 with { MessageId = n + 1 }, gift.after)).ToArray());

    [Fact]
    public void Decisions_do_not_depend_on_how_the_stream_is_cut() =>
        Prop.ForAll(
                (from stream in _streams from cuts in Gen.Choose(1, 5).ArrayOf() select (stream, cuts)).ToArbitrary(),
                input =>
                {
                    // Events of one message share its time, so the reference decides one by one at those times.
                    var messages = Cut(input.stream, input.cuts);
                    var whole = Decide(messages);
                    var single = Decide(
                        messages.SelectMany(message =>
                            message.Events.Select((gift, n) => Message(message.ReceivedAt, message.Sequence + n, gift))
                        )
                    );
                    return whole.SequenceEqual(single);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_redelivery_of_any_stretch_decides_nothing_new() =>
        Prop.ForAll(
                (
                    from stream in _streams
                    from cuts in Gen.Choose(1, 5).ArrayOf()
                    from again in Gen.Choose(0, 20)
                    from back in Gen.Choose(0, 20)
                    select (stream, cuts, again, back)
                ).ToArbitrary(),
                input =>
                {
                    var messages = Cut(input.stream, input.cuts);
                    var to = Math.Min(input.again, messages.Count);
                    var from = Math.Max(0, to - input.back);
                    List<LiveEvents> delivered = [.. messages[..to], .. messages[from..]];
                    return Decide(delivered).SequenceEqual(Decide(messages));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_crash_before_the_state_was_saved_decides_the_same_again() =>
        Prop.ForAll(
                (
                    from stream in _streams
                    from cuts in Gen.Choose(1, 5).ArrayOf()
                    select Cut(stream, cuts)
                ).ToArbitrary(),
                messages =>
                {
                    var state = AccountState.Empty;
                    foreach (var message in messages)
                    {
                        var lost = RuleEvaluation.Evaluate(
                            _rules,
                            AccountSettings.Default,
                            message,
                            message.Sequence - 1,
                            state
                        );
                        var again = RuleEvaluation.Evaluate(
                            _rules,
                            AccountSettings.Default,
                            message,
                            message.Sequence - 1,
                            state
                        );
                        if (!Said(message, lost).SequenceEqual(Said(message, again)))
                            return false;
                        state = again.State;
                    }
                    return true;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_state_equals_what_its_changes_alone_restore() =>
        Prop.ForAll(
                (
                    from stream in _streams
                    from cuts in Gen.Choose(1, 5).ArrayOf()
                    select Cut(stream, cuts)
                ).ToArbitrary(),
                messages =>
                {
                    var state = AccountState.Empty;
                    var stored = new Dictionary<string, StateEntry>(StringComparer.Ordinal);
                    foreach (var message in messages)
                    {
                        var evaluation = RuleEvaluation.Evaluate(
                            _rules,
                            AccountSettings.Default,
                            message,
                            message.Sequence - 1,
                            state
                        );
                        state = evaluation.State;
                        foreach (var change in evaluation.Changes)
                            if (change.Entry is { } entry)
                                stored[change.Key] = entry;
                            else
                                stored.Remove(change.Key);
                    }
                    return stored.Count == state.Entries.Count
                        && stored.All(entry => state.Find(entry.Key) == entry.Value);
                }
            )
            .QuickCheckThrowOnFailure();

    private static List<LiveEvents> Cut((LiveEvent Event, int AfterMs)[] stream, int[] cuts)
    {
        var messages = new List<LiveEvents>();
        var now = Noon;
        for (int n = 0, turn = 0; n < stream.Length; turn++)
        {
            var length = Math.Min(cuts.Length == 0 ? 1 : cuts[turn % cuts.Length], stream.Length - n);
            now = now.AddMilliseconds(stream[n].AfterMs);
            messages.Add(Message(now, 100 + n, [.. stream.Skip(n).Take(length).Select(gift => gift.Event)]));
            n += length;
        }
        return messages;
    }

    /// <summary>What a consumer does with the sequence: an event that is done is not decided again.</summary>
    private static List<string> Decide(IEnumerable<LiveEvents> messages)
    {
        var said = new List<string>();
        var state = AccountState.Empty;
        var last = -1L;
        foreach (var message in messages)
        {
            var evaluation = RuleEvaluation.Evaluate(_rules, AccountSettings.Default, message, last, state);
            said.AddRange(Said(message, evaluation));
            state = evaluation.State;
            last = Math.Max(last, message.Sequence + message.Events.Count - 1);
        }
        return said;
    }

    private static IEnumerable<string> Said(LiveEvents message, Evaluation evaluation) =>
        evaluation.Verdicts.Select(verdict =>
            $"{DerivedId.Decision(message.RoomId, verdict.Event, verdict.Rule.Id)} {verdict.Outcome} {verdict.Times} {verdict.Reason}"
        );
}
