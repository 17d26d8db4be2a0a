using System.Text.RegularExpressions;

namespace LiveOps.Rules.RoutingBoards;

/// <summary>Which board an account's rules move.</summary>
/// <param name="BoardId">The board's own id, or <see cref="FirstReady"/>.</param>
internal sealed partial record BoardBinding(string BoardId)
{
    /// <summary>The first ready board of the workspace, by gateway and board id.</summary>
    public const string FirstReady = "*";

    public static bool IsBoardId(string? id) => id == FirstReady || (id is not null && BoardIdForm().IsMatch(id));

    [GeneratedRegex("^[0-9A-Fa-f]{8}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex BoardIdForm();
}
