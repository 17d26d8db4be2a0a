using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

/// <summary>One account on which something happens, again and again. Starts at noon.</summary>
internal sealed class Stage(params Rule[] rules)
{
    private RuleSet _rules = new(rules);
    private long _message;

    public AccountState State { get; set; } = AccountState.Empty;
    public AccountSettings Settings { get; init; } = AccountSettings.Default;
    public DateTimeOffset Now { get; set; } = Noon;
    public DateTimeOffset? Due => RuleEngine.NextDue(_rules, Settings, State);

    /// <summary>A person has changed the rules.</summary>
    public void Change(params Rule[] changed) => _rules = new RuleSet(changed);

    /// <summary>Events of one message, so long after what came before.</summary>
    public Evaluation After(int ms, params LiveEvent[] events) => AfterIn(Room, ms, events);

    public Evaluation AfterIn(long room, int ms, params LiveEvent[] events) =>
        Run(
            ms,
            engine =>
            {
                foreach (var happened in events)
                    engine.Take(
                        Happening.Of(Message(Now, 1) with { RoomId = room }, happened with { MessageId = ++_message })
                    );
            }
        );

    public Evaluation Tick(int ms) => Run(ms, engine => engine.Tick(Now));

    public Evaluation Signal(AccountSignalKind kind, int ms = 0, Func<AccountSignal, AccountSignal>? with = null) =>
        Run(
            ms,
            engine =>
            {
                var signal = new AccountSignal
                {
                    SignalId = new Guid((int)++_message, 2, 2, [0, 0, 0, 0, 0, 0, 0, 0]),
                    WorkspaceId = Workspace,
                    AccountId = Account,
                    Kind = kind,
                    At = Now,
                };
                engine.Take(with?.Invoke(signal) ?? signal);
            }
        );

    /// <summary>How often the rules fired.</summary>
    public static int Fired(Evaluation evaluation) =>
        evaluation.Verdicts.Count(verdict => verdict.Outcome == RuleOutcome.Fired);

    /// <summary>Texts of the messages shown, in order.</summary>
    public static string Shown(Evaluation evaluation) =>
        string.Join(',', evaluation.Effects.OfType<CueEffect>().Select(cue => cue.Text));

    private Evaluation Run(int ms, Action<RuleEngine> take)
    {
        Now = Now.AddMilliseconds(ms);
        var engine = new RuleEngine(_rules, Settings, State);
        take(engine);
        State = engine.Result.State;
        return engine.Result;
    }
}
