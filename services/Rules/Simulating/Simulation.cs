using System.Globalization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Simulating;

/// <summary>
/// What would happen: the engine itself, on a clock of its own, with nothing behind it. No device moves, nothing is
/// sent, nothing is stored.
/// </summary>
internal sealed class Simulation
{
    /// <summary>Lines of a result; what comes after is only counted.</summary>
    public const int MaxLines = 5_000;

    /// <summary>How long scripts may go on after the last event.</summary>
    private static readonly TimeSpan _after = TimeSpan.FromHours(1);

    private readonly RuleSet _rules;
    private readonly AccountSettings _settings;
    private readonly DateTimeOffset _start;
    private readonly List<SimulationLine> _lines = [];
    private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _running = [];
    private AccountState _state = AccountState.Empty;
    private int _dropped;
    private int _events;
    private int _deviceActions;
    private long _coins;

    private Simulation(RuleSet rules, AccountSettings settings, DateTimeOffset start)
    {
        _rules = rules;
        _settings = settings;
        _start = start;
    }

    /// <summary>Runs the events, in the order of their times, and then what they have started.</summary>
    /// <param name="rules">Drafts or rules that are on.</param>
    /// <param name="settings">The account's settings.</param>
    /// <param name="happenings">What happens; at least one.</param>
    public static SimulationResult Run(
        IReadOnlyList<Rule> rules,
        AccountSettings settings,
        IReadOnlyList<Happening> happenings
    )
    {
        var simulation = new Simulation(new RuleSet(rules), settings, happenings[0].Now);
        foreach (var happening in happenings)
        {
            simulation.RunUntil(happening.Now);
            simulation.Take(happening);
        }
        simulation.RunUntil(happenings[^1].Now + _after);
        return simulation.Result();
    }

    /// <summary>Ticks whenever something is due.</summary>
    private void RunUntil(DateTimeOffset end)
    {
        while (RuleEngine.NextDue(_rules, _settings, _state) is { } due && due <= end)
        {
            var before = _state;
            Decide(due, engine => engine.Tick(due));
            // Timers go on for ever; after the last event only what was started matters.
            if (_state.Executions.IsEmpty && before == _state)
                return;
            if (_lines.Count == MaxLines && _dropped > MaxLines)
                return;
        }
    }

    private void Take(Happening happening)
    {
        _events++;
        if (happening.Event.Gift is { } gift)
            _coins += (long)gift.Coins * gift.Credited;
        Decide(happening.Now, engine => engine.Take(happening), happening.Event);
    }

    private void Decide(DateTimeOffset now, Action<RuleEngine> input, LiveEvent? happened = null)
    {
        var engine = new RuleEngine(_rules, _settings, _state);
        input(engine);
        var evaluation = engine.Result;
        _state = evaluation.State;
        foreach (var verdict in evaluation.Verdicts)
        {
            var outcome = verdict.Outcome.ToString();
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            Add(
                new SimulationLine(At(now), "decision", verdict.Rule.Name)
                {
                    RuleId = verdict.Rule.Id,
                    Viewer = (happened ?? verdict.Event).Viewer?.Nickname,
                    Event = Name(happened ?? verdict.Event),
                    Outcome = outcome,
                    Text = verdict.Reason ?? (verdict.Times > 1 ? $"{verdict.Times} times" : null),
                }
            );
        }
        foreach (var effect in evaluation.Effects)
            Add(Line(effect));
        foreach (var change in evaluation.Memory.ExecutionChanges)
            if (change.End is { State: not ExecutionState.Done } end)
                Add(
                    new SimulationLine(At(now), "end", change.Execution.Rule.Name)
                    {
                        RuleId = change.Execution.Rule.Id,
                        Outcome = end.State.ToString(),
                        Text = end.Reason,
                    }
                );
            else if (
                change.End is null
                && change.Execution.State == ExecutionState.Waiting
                && _running.Add(change.Execution.Id)
            )
                Add(
                    new SimulationLine(At(now), "wait", change.Execution.Rule.Name)
                    {
                        RuleId = change.Execution.Rule.Id,
                        Text = $"{change.Execution.Units} wait for their turn",
                    }
                );
    }

    private SimulationLine Line(Effect effect)
    {
        if (effect is DeviceEffect)
            _deviceActions++;
        var rule = effect.Execution.Rule.Name;
        var line = new SimulationLine(At(effect.At), Kind(effect), rule)
        {
            RuleId = effect.Execution.Rule.Id,
            Viewer = effect.Execution.Cause.Event.Viewer?.Nickname,
            Event = Name(effect.Execution.Cause.Event),
        };
        return effect switch
        {
            DeviceEffect device => line with
            {
                Device = device.DeviceId,
                Action = device.ActionWord,
                DurationMs = device.DurationMs,
                Params = device.Params.Count > 0 ? device.Params : null,
            },
            CueEffect { Text: { } text } => line with { Text = text },
            CueEffect sound => line with { Text = sound.Sound },
            WebhookEffect call => line with { Text = call.Url },
            PointsEffect points => line with { Text = points.Points.ToString(CultureInfo.InvariantCulture) },
            GiftSendEffect gift => line with { Text = $"{gift.Count} x gift {gift.GiftId}" },
            FeedEffect feed => line with { Text = $"{feed.Name} {feed.Data}" },
            _ => line,
        };
    }

    private static string Kind(Effect effect) =>
        effect switch
        {
            DeviceEffect => "device",
            CueEffect { Text: not null } => "message",
            CueEffect => "sound",
            WebhookEffect => "webhook",
            PointsEffect => "points",
            GiftSendEffect => "giftSend",
            FeedEffect => "emit",
            _ => "step",
        };

    private static string Name(LiveEvent happened) =>
        happened switch
        {
            { Gift: { } gift } =>
                $"{happened.Kind} {gift.RepeatCount} x {gift.Name ?? gift.GiftId.ToString(CultureInfo.InvariantCulture)}",
            { Text: { } text } => $"{happened.Kind} {text}",
            { Like: { } like } => $"{happened.Kind} {like.RoomTotal}",
            _ => happened.Kind.ToString(),
        };

    private void Add(SimulationLine line)
    {
        if (_lines.Count < MaxLines)
            _lines.Add(line);
        else
            _dropped++;
    }

    private long At(DateTimeOffset time) => (long)(time - _start).TotalMilliseconds;

    private SimulationResult Result() =>
        new()
        {
            Lines = [.. _lines.OrderBy(line => line.AtMs)],
            LinesLeftOut = _dropped,
            Events = _events,
            Coins = _coins,
            Outcomes = _outcomes,
            DeviceActions = _deviceActions,
            StillRunning = _state.Executions.Count,
            Variables = _state
                .Entries.Where(entry => entry.Key.StartsWith(MemoryKeys.Variable + "/", StringComparison.Ordinal))
                .ToDictionary(
                    entry => entry.Key[(MemoryKeys.Variable.Length + 1)..],
                    entry => entry.Value.AsText(),
                    StringComparer.Ordinal
                ),
        };
}

/// <summary>One line of the timeline.</summary>
/// <param name="AtMs">From the first event, ms.</param>
/// <param name="Kind">decision, wait, end, or the kind of an action: device, message, sound, webhook, points, giftSend, emit.</param>
/// <param name="Rule">The rule's name.</param>
internal sealed record SimulationLine(long AtMs, string Kind, string Rule)
{
    /// <summary>The rule; drafts have ids from their places, unless they stand in for a rule.</summary>
    public Guid RuleId { get; init; }

    /// <summary>Who set it off; null where nobody did.</summary>
    public string? Viewer { get; init; }

    /// <summary>What happened, in short; of an action, what set it off.</summary>
    public string? Event { get; init; }

    /// <summary>Of a decision: fired, or why not. Of an end: how.</summary>
    public string? Outcome { get; init; }

    /// <summary>The reason, the message, the sound, the address.</summary>
    public string? Text { get; init; }
    public string? Device { get; init; }
    public string? Action { get; init; }
    public int? DurationMs { get; init; }
    public IReadOnlyList<int>? Params { get; init; }
}

/// <summary>What would have happened.</summary>
internal sealed record SimulationResult
{
    /// <summary>By time.</summary>
    public required IReadOnlyList<SimulationLine> Lines { get; init; }

    /// <summary>Lines beyond what is listed.</summary>
    public required int LinesLeftOut { get; init; }
    public required int Events { get; init; }

    /// <summary>Coins of all gifts.</summary>
    public required long Coins { get; init; }

    /// <summary>Decisions by outcome.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }
    public required int DeviceActions { get; init; }

    /// <summary>Executions that are not over an hour after the last event.</summary>
    public required int StillRunning { get; init; }

    /// <summary>Variables at the end.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }
}
