using System.Text.RegularExpressions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>A sound on the account's overlay.</summary>
[Form("Sound", "A sound on the overlay of the account.")]
internal sealed partial record SoundAction : StepAction
{
    /// <summary>Name of the file, for example devil_sound.mp3.</summary>
    [Field("File", Kind = "sound", Example = "\"devil_sound.mp3\"")]
    public required string File { get; init; }

    /// <summary>0 to 100.</summary>
    [Field("Volume", Unit = "%", Min = 0, Max = 100)]
    public int Volume { get; init; } = 100;

    public override Effect Do(in Situation situation, StepId step) =>
        new CueEffect(step.Id, step.Execution, step.Due, Text: null, File, Volume, ShownMs: 0);

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        // A name, never a path: it is looked up among the workspace's own sounds.
        if (File is null || !FileName().IsMatch(File))
            faults.Add("file", "must be the name of an mp3, ogg, wav or m4a file, for example devil_sound.mp3.");
        faults.Range("volume", Volume, 0, 100);
    }

    [GeneratedRegex(
        @"^[\w][\w .\-]{0,95}\.(?:mp3|ogg|wav|m4a)\z",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex FileName();
}
