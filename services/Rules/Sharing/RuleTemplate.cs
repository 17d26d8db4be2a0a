using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>Rules of a common scenario, ready to be made.</summary>
/// <param name="Name">Its word in addresses.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Rules">Its rules; one that another one names has a local id.</param>
internal sealed record RuleTemplate(string Name, string Title, string Summary, IReadOnlyList<RuleDraft> Rules)
{
    /// <summary>Devices that its rules move, as the board calls them.</summary>
    public IReadOnlyList<string> Devices() =>
        [
            .. Rules
                .SelectMany(rule => rule.Definition.Action.All())
                .OfType<DeviceAction>()
                .Select(action => action.DeviceId)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
}
