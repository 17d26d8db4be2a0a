using System.Collections.Immutable;
using LiveOps.Hosting;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Running;

/// <summary>
/// Runs an execution as far as it gets by a given time: every strand whose next instruction is due, the earliest
/// first, until all wait or are over. Pure but for the memory it is given.
/// </summary>
internal sealed class ScriptRun
{
    /// <summary>Steps of one execution: no viewer's number makes a script run for ever.</summary>
    public const int MaxSteps = 1_000;

    /// <summary>A script that is late by less than this catches up; one that is later goes on from now.</summary>
    private static readonly TimeSpan _catchesUp = TimeSpan.FromSeconds(1);

    private readonly Script _script;
    private readonly Memory _memory;
    private readonly AccountSettings _settings;
    private readonly List<Effect> _effects;
    private readonly List<Strand> _strands;
    private Execution _execution;
    private int _instructionsLeft = 20 * MaxSteps;

    private ScriptRun(Execution execution, Memory memory, AccountSettings settings, List<Effect> effects)
    {
        _execution = execution;
        _memory = memory;
        _settings = settings;
        _effects = effects;
        _script = Script.Of(execution.Rule.Definition.Action);
        _strands = [.. execution.Strands];
    }

    /// <summary>Where every execution starts.</summary>
    public static ImmutableArray<Strand> Start(DateTimeOffset now) => [new Strand(0, now, -1, 0, [])];

    /// <summary>Goes on with an execution.</summary>
    /// <param name="execution">A running one.</param>
    /// <param name="now">What is due by then is done.</param>
    /// <param name="memory">The account's memory; steps read and write it.</param>
    /// <param name="settings">The account's settings.</param>
    /// <param name="effects">Takes what the steps do to the world.</param>
    /// <returns>The execution afterwards, and its end if it is over.</returns>
    public static (Execution, ExecutionEnd?) Advance(
        Execution execution,
        DateTimeOffset now,
        Memory memory,
        AccountSettings settings,
        List<Effect> effects
    ) => new ScriptRun(execution, memory, settings, effects).Advance(now);

    private (Execution, ExecutionEnd?) Advance(DateTimeOffset now)
    {
        while (Earliest(now) is var next and >= 0)
        {
            // Far behind, the whole timeline moves; a little behind, the steps keep their distances.
            var strand = _strands[next];
            if (now - strand.Due > _catchesUp)
                Shift(now - strand.Due);
            if (!RunStrand(next))
                return Ended(
                    new ExecutionEnd(ExecutionState.Failed, $"The script did more than {MaxSteps} steps.", now)
                );
        }
        return _strands.Count == 0
            ? Ended(new ExecutionEnd(ExecutionState.Done, null, now))
            : (_execution with { Strands = [.. _strands] }, null);
    }

    private (Execution, ExecutionEnd?) Ended(ExecutionEnd end) => (_execution with { Strands = [] }, end);

    private int Earliest(DateTimeOffset now)
    {
        var best = -1;
        for (var n = 0; n < _strands.Count; n++)
            if (_strands[n] is { Open: 0 } strand && strand.Due <= now && (best < 0 || strand.Due < _strands[best].Due))
                best = n;
        return best;
    }

    private void Shift(TimeSpan by)
    {
        for (var n = 0; n < _strands.Count; n++)
            _strands[n] = _strands[n] with { Due = _strands[n].Due + by };
    }

    /// <summary>Runs one strand until it waits, forks or ends.</summary>
    /// <returns>False when the execution has used up its steps.</returns>
    private bool RunStrand(int index)
    {
        while (true)
        {
            if (_instructionsLeft-- == 0)
                return false;
            var strand = _strands[index];
            switch (_script[strand.At])
            {
                case Do step:
                    if (_execution.Steps >= MaxSteps)
                        return false;
                    Step(step.Action, strand.Due);
                    _strands[index] = strand with { At = strand.At + 1 };
                    break;
                case Wait wait:
                    var ms = wait.Ms.Now(Situation(strand.Due), wait.Least, wait.Most);
                    _strands[index] = strand with { At = strand.At + 1, Due = strand.Due.AddMilliseconds(ms) };
                    if (ms > 0)
                        return true;
                    break;
                case Fork fork:
                    _strands[index] = strand with { At = fork.Next, Open = fork.Branches.Count };
                    foreach (var branch in fork.Branches)
                        _strands.Add(new Strand(branch, strand.Due, index, 0, []));
                    return true;
                case EndOfStrand:
                    End(index);
                    return true;
                default:
                    _strands[index] = Turn(strand);
                    break;
            }
        }
    }

    /// <summary>The instructions that only decide where the strand goes on.</summary>
    private Strand Turn(Strand strand)
    {
        switch (_script[strand.At])
        {
            case Jump jump:
                return strand with { At = jump.To };
            case JumpUnless choice:
                var situation = Situation(strand.Due);
                // Every choice draws a lot of its own, used or not: the next round of a loop is another chance.
                _execution = _execution with
                {
                    Lots = _execution.Lots + 1,
                };
                if (!choice.Condition.Holds(situation))
                    return strand with { At = choice.To };
                choice.Condition.Used(situation);
                return strand with { At = strand.At + 1 };
            case LoopStart loop:
                var times = (int)loop.Times.Now(Situation(strand.Due), 0, MaxSteps);
                return times == 0
                    ? strand with
                    {
                        At = loop.Behind,
                    }
                    : strand with
                    {
                        At = strand.At + 1,
                        Loops = strand.Loops.Add(times),
                    };
            case LoopEnd end:
                var left = strand.Loops[^1] - 1;
                return left > 0
                    ? strand with
                    {
                        At = end.Body,
                        Loops = strand.Loops.SetItem(strand.Loops.Length - 1, left),
                    }
                    : strand with
                    {
                        At = strand.At + 1,
                        Loops = strand.Loops.RemoveAt(strand.Loops.Length - 1),
                    };
            case Pick pick:
                return strand with { At = pick.Ways[Drawn(pick.Weights)] };
            default:
                throw new InvalidOperationException("A script holds an instruction that nobody runs.");
        }
    }

    private int Drawn(IReadOnlyList<int> weights)
    {
        var lot = DerivedId.Lot(DerivedId.Child(_execution.Id, "lot", _execution.Lots)) * weights.Sum();
        _execution = _execution with { Lots = _execution.Lots + 1 };
        var way = 0;
        while (way < weights.Count - 1 && (lot -= weights[way]) >= 0)
            way++;
        return way;
    }

    private void Step(StepAction action, DateTimeOffset due)
    {
        var step = NextStep();
        if (action.Do(Situation(due), new StepId(_execution, step, due)) is not { } effect)
            return;
        _effects.Add(effect);
        if (effect is DeviceEffect device)
            _execution = _execution with
            {
                On =
                [
                    .. _execution.On.Where(on => on.DeviceId != device.DeviceId && on.Until > due),
                    new DeviceOn(device.DeviceId, due.AddMilliseconds(device.DurationMs)),
                ],
            };
    }

    private int NextStep()
    {
        var step = _execution.Steps;
        _execution = _execution with { Steps = step + 1 };
        return step;
    }

    private void End(int index)
    {
        var (due, parent) = (_strands[index].Due, _strands[index].Parent);
        // The first strand ends the script: every other one has ended before, for it waits for them.
        if (parent < 0)
        {
            _strands.Clear();
            return;
        }
        var waiting = _strands[parent];
        _strands[parent] = waiting with { Open = waiting.Open - 1, Due = due > waiting.Due ? due : waiting.Due };
        Drop(index);
    }

    /// <summary>Takes a strand out and keeps the others' parents right.</summary>
    private void Drop(int index)
    {
        _strands.RemoveAt(index);
        for (var n = 0; n < _strands.Count; n++)
            if (_strands[n].Parent > index)
                _strands[n] = _strands[n] with { Parent = _strands[n].Parent - 1 };
    }

    private Situation Situation(DateTimeOffset now)
    {
        var cause = _execution.Cause;
        return new Situation(
            new Happening(cause.RoomId, cause.Event, now, new Chance(_execution.Id, _execution.Lots)),
            _execution.Rule,
            _memory,
            _settings
        );
    }
}
