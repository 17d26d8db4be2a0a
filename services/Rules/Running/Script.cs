using System.Runtime.CompilerServices;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Running;

/// <summary>
/// An action tree as a list of instructions, so that where a script stands is a few numbers that can be stored. The
/// list follows from the tree alone: the same tree gives the same list on every replica.
/// </summary>
internal sealed class Script
{
    private static readonly ConditionalWeakTable<RuleAction, Script> _compiled = [];
    private readonly Instruction[] _instructions;

    private Script(IReadOnlyList<Instruction> instructions) => _instructions = [.. instructions];

    public Instruction this[int at] => _instructions[at];

    public static Script Of(RuleAction action) =>
        _compiled.GetValue(
            action,
            static action =>
            {
                var writer = new ScriptWriter();
                action.Write(writer, last: true);
                writer.Add(new EndOfStrand());
                return new Script(writer.Instructions);
            }
        );
}

/// <summary>One instruction of a script.</summary>
internal abstract record Instruction;

/// <summary>A leaf of the tree does what it does.</summary>
internal sealed record Do(StepAction Action) : Instruction;

/// <summary>The strand goes on after so long, ms, within bounds.</summary>
internal sealed record Wait(Number Ms, int Least, int Most) : Instruction;

/// <summary>Several strands begin; this one goes on behind the last of them when all are over.</summary>
internal sealed record Fork(IReadOnlyList<int> Branches, int Next) : Instruction;

internal sealed record EndOfStrand : Instruction;

internal sealed record Jump(int To) : Instruction;

internal sealed record JumpUnless(RuleCondition Condition, int To) : Instruction;

/// <summary>A loop begins, with so many rounds; with none it goes on behind the loop.</summary>
internal sealed record LoopStart(Number Times, int Behind) : Instruction;

/// <summary>One round less; back to the loop's body while any is left.</summary>
internal sealed record LoopEnd(int Body) : Instruction;

/// <summary>One of several ways by lot.</summary>
internal sealed record Pick(IReadOnlyList<int> Weights, IReadOnlyList<int> Ways) : Instruction;

/// <summary>Writes the instructions of a tree, one after the other.</summary>
internal sealed class ScriptWriter
{
    private readonly List<Instruction> _instructions = [];

    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>Where the next instruction goes.</summary>
    public int Here => _instructions.Count;

    public void Add(Instruction instruction) => _instructions.Add(instruction);

    /// <summary>Keeps a place for a jump whose target is not known yet.</summary>
    public int Reserve()
    {
        _instructions.Add(new EndOfStrand());
        return _instructions.Count - 1;
    }

    public void Put(int place, Instruction instruction) => _instructions[place] = instruction;
}
