using LiveOps.Hosting;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>An action tree walked by itself: every strand is an iterator that says how long it waits, or what it forks.</summary>
internal sealed class ReferenceScript(ReferenceEngine engine, ReferenceExecution execution)
{
    private readonly List<Strand> _strands = [];

    public DateTimeOffset? Due => _strands.Where(strand => strand.Open == 0).Min(strand => (DateTimeOffset?)strand.Due);

    public void Start(DateTimeOffset now) => Begin(execution.Rule.Definition.Action, last: true, now, parent: null);

    public void Move(TimeSpan by) => _strands.ForEach(strand => strand.Due += by);

    /// <summary>Runs all that is due. Null while something is left; else whether it ended well.</summary>
    public bool? Advance(DateTimeOffset now)
    {
        while (
            _strands.Where(strand => strand.Open == 0 && strand.Due <= now).MinBy(strand => strand.Due) is { } strand
        )
        {
            if (now - strand.Due > TimeSpan.FromSeconds(1))
                Move(now - strand.Due);
            try
            {
                Run(strand);
            }
            catch (TooManySteps)
            {
                return false;
            }
        }
        return _strands.Count == 0 ? true : null;
    }

    private void Run(Strand strand)
    {
        while (strand.Steps.MoveNext())
        {
            if (strand.Steps.Current is long ms)
            {
                strand.Due = strand.Due.AddMilliseconds(ms);
                if (ms > 0)
                    return;
            }
            else if (strand.Steps.Current is ParallelAction parallel)
            {
                strand.Open = parallel.Actions.Count;
                foreach (var branch in parallel.Actions)
                    Begin(branch, strand.LastOfFork, strand.Due, strand);
                return;
            }
        }
        _strands.Remove(strand);
        if (strand.Parent is not { } parent)
            return;
        parent.Open--;
        if (strand.Due > parent.Due)
            parent.Due = strand.Due;
    }

    private void Begin(RuleAction action, bool last, DateTimeOffset at, Strand? parent)
    {
        var strand = new Strand { Due = at, Parent = parent };
        strand.Steps = Walk(action, last, strand).GetEnumerator();
        _strands.Add(strand);
    }

    private IEnumerable<object> Walk(RuleAction action, bool last, Strand strand)
    {
        yield return (long)action.DelayMs;
        switch (action)
        {
            case SequenceAction sequence:
                for (var n = 0; n < sequence.Actions.Count; n++)
                    foreach (var step in Walk(sequence.Actions[n], last && n == sequence.Actions.Count - 1, strand))
                        yield return step;
                break;
            case ParallelAction parallel:
                strand.LastOfFork = last;
                yield return parallel;
                break;
            case DelayAction delay:
                if (!last)
                    yield return ReferenceText.Number(delay.Ms, engine, Look(strand), 0, 86_400_000);
                break;
            case RepeatAction repeat:
                var times = ReferenceText.Number(repeat.Times, engine, Look(strand), 0, 1_000);
                for (var n = 0; n < times; n++)
                    foreach (var step in Walk(repeat.Action, last: false, strand))
                        yield return step;
                break;
            case IfAction choice:
                var look = Look(strand);
                var holds = ReferenceConditions.Holds(choice.Condition, engine, look);
                execution.Lots++;
                if (holds)
                    ReferenceConditions.Used(choice.Condition, engine, look);
                foreach (
                    var step in holds ? Walk(choice.Then, last, strand)
                    : choice.Else is { } other ? Walk(other, last, strand)
                    : []
                )
                    yield return step;
                break;
            case RandomAction random:
                foreach (var step in Walk(Drawn(random), last, strand))
                    yield return step;
                break;
            default:
                if (execution.Steps >= 1_000)
                    throw new TooManySteps();
                ReferenceSteps.Do(action, engine, execution, Look(strand), execution.Steps++);
                if (action is DeviceAction device && !last)
                    yield return ReferenceSteps.Lasts(device, engine, Look(strand));
                break;
        }
    }

    private RuleAction Drawn(RandomAction random)
    {
        var tickets = random.Choices.SelectMany(choice => Enumerable.Repeat(choice.Action, choice.Weight)).ToArray();
        return tickets[(int)(DerivedId.Lot(DerivedId.Child(execution.Id, "lot", execution.Lots++)) * tickets.Length)];
    }

    private Look Look(Strand strand)
    {
        var lots = execution.Lots;
        return new Look(
            execution.Rule,
            execution.Event,
            execution.RoomId,
            strand.Due,
            () => DerivedId.Lot(DerivedId.Child(execution.Id, "chance", lots))
        );
    }

    private sealed class Strand
    {
        public required DateTimeOffset Due { get; set; }
        public required Strand? Parent { get; init; }
        public IEnumerator<object> Steps { get; set; } = null!;
        public int Open { get; set; }
        public bool LastOfFork { get; set; }
    }

    private sealed class TooManySteps : Exception;
}
