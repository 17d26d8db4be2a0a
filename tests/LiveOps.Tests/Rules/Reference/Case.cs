using System.Globalization;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Rules, settings, and what comes to the account, one after the other.</summary>
internal sealed record Case(IReadOnlyList<Rule> Rules, AccountSettings Settings, IReadOnlyList<Input> Inputs)
{
    /// <summary>As the counter-example of a failed property shows it.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\n{Settings.ExecutionsPerSecond}/s, {Settings.MaxWaiting} may wait\n{string.Join('\n', Rules.Select(rule => $"{rule.Name}: {JsonSerializer.Serialize(rule.Definition, RuleJson.Options)}"))}\n{string.Join('\n', Inputs)}\n"
        );
}

/// <summary>What happens to the service around an input.</summary>
internal enum Mishap
{
    None,

    /// <summary>The state is written out and read back before it.</summary>
    Restart,

    /// <summary>It is decided, nothing is stored, and it is decided again.</summary>
    Twice,
}

/// <summary>Something that comes to the account.</summary>
/// <param name="AfterMs">Time since the input before.</param>
internal abstract record Input(int AfterMs, Mishap Mishap);

/// <summary>A message of a room.</summary>
internal sealed record Frame(int AfterMs, Mishap Mishap, long Room, IReadOnlyList<LiveEvent> Events)
    : Input(AfterMs, Mishap)
{
    public override string ToString() =>
        $"after {AfterMs} ms ({Mishap}) in room {Room}: {JsonSerializer.Serialize(Events, RuleJson.Options)}";
}

/// <summary>A word of a person, or of another program.</summary>
/// <param name="RuleNumber">The rule that is meant; 0: none.</param>
/// <param name="Again">The signal comes a second time.</param>
internal sealed record Word(
    int AfterMs,
    Mishap Mishap,
    AccountSignalKind Kind,
    int RuleNumber,
    string? Text,
    long ViewerId,
    int Tier,
    bool Again
) : Input(AfterMs, Mishap);

/// <summary>The clock strikes when something is due, or some time after.</summary>
internal sealed record Strike(int AfterMs, Mishap Mishap) : Input(AfterMs, Mishap);
