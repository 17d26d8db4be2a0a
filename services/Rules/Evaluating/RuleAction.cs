using System.Text.Json.Serialization;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// What a rule does: a tree. A new kind is one file in <c>Actions/</c> and one line here. In a sequence the next one
/// begins when the one before is over; a device action is over when its time is, a delay when it has passed, a
/// parallel action when its longest branch is, everything else at once.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DeviceAction), "device")]
[JsonDerivedType(typeof(ParallelAction), "parallel")]
[JsonDerivedType(typeof(SequenceAction), "sequence")]
[JsonDerivedType(typeof(DelayAction), "delay")]
[JsonDerivedType(typeof(RepeatAction), "repeat")]
[JsonDerivedType(typeof(IfAction), "if")]
[JsonDerivedType(typeof(RandomAction), "random")]
[JsonDerivedType(typeof(MessageAction), "message")]
[JsonDerivedType(typeof(SoundAction), "sound")]
[JsonDerivedType(typeof(SetVariableAction), "setVariable")]
[JsonDerivedType(typeof(ChainAction), "chain")]
[JsonDerivedType(typeof(StopAction), "stop")]
[JsonDerivedType(typeof(WebhookAction), "webhook")]
[JsonDerivedType(typeof(PointsAction), "points")]
[JsonDerivedType(typeof(GiftSendAction), "giftSend")]
[JsonDerivedType(typeof(EmitAction), "emit")]
internal abstract record RuleAction
{
    /// <summary>Steps that a tree may come to, repeats counted.</summary>
    public const int MaxSteps = ScriptRun.MaxSteps;

    /// <summary>Actions that a tree may hold.</summary>
    public const int MaxActions = 200;

    /// <summary>Levels of the tree.</summary>
    public const int MaxDepth = 8;

    /// <summary>Pause before it begins, ms. In a parallel action: its place on the timeline.</summary>
    [Field(
        "Pause before",
        Min = 0,
        Max = DelayAction.MaxMs,
        Help = "In actions that start together: its place on the timeline."
    )]
    public int DelayMs { get; init; }

    /// <summary>The actions right below this one.</summary>
    [JsonIgnore]
    public virtual IEnumerable<RuleAction> Children => [];

    /// <summary>Its own texts that may hold placeholders, and its numbers that are such texts.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Templates => [];

    /// <summary>Steps that one run of it comes to at most.</summary>
    public abstract long CountSteps();

    /// <summary>Writes its instructions.</summary>
    /// <param name="script">Takes them.</param>
    /// <param name="last">Nothing comes after it in its strand: nobody waits until it is over.</param>
    public void Write(ScriptWriter script, bool last)
    {
        if (DelayMs > 0)
            script.Add(new Wait(DelayMs, 0, DelayAction.MaxMs));
        WriteBody(script, last);
    }

    protected abstract void WriteBody(ScriptWriter script, bool last);

    /// <summary>Names its own faults and those of everything below it.</summary>
    public void Validate(RuleFaults faults, int depth)
    {
        if (depth > MaxDepth)
        {
            faults.Add($"is nested more than {MaxDepth} levels deep.");
            return;
        }
        faults.Range("delayMs", DelayMs, 0, DelayAction.MaxMs);
        ValidateBody(faults, depth);
    }

    protected abstract void ValidateBody(RuleFaults faults, int depth);

    /// <summary>This and everything below it.</summary>
    public IEnumerable<RuleAction> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>Validates a list of actions.</summary>
    protected static void Validate(IReadOnlyList<RuleAction>? actions, string field, RuleFaults faults, int depth)
    {
        if (actions is null || actions.Count is 0 or > MaxActions)
            faults.Add(field, $"must hold 1 to {MaxActions} actions.");
        for (var n = 0; n < actions?.Count; n++)
        {
            if (actions[n] is null)
                faults.Add($"{field}[{n}]", "is empty.");
            else
                actions[n].Validate(faults.At($"{field}[{n}]"), depth + 1);
        }
    }
}

/// <summary>A leaf: it does one thing.</summary>
internal abstract record StepAction : RuleAction
{
    /// <summary>How long it lasts for what comes after it; null: no time.</summary>
    [JsonIgnore]
    public virtual Wait? Lasts => null;

    public override long CountSteps() => 1;

    /// <summary>Does it: changes the memory, or says what is to happen in the world.</summary>
    /// <returns>Null where nothing is left to do outside of the memory.</returns>
    public abstract Effect? Do(in Situation situation, StepId step);

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        script.Add(new Do(this));
        if (!last && Lasts is { } wait)
            script.Add(wait);
    }
}
