using System.Globalization;

namespace LiveOps.Rules.Evaluating;

/// <summary>All that a decision looks at: one rule, what happened, what is remembered. No clock, no dice of its own.</summary>
/// <param name="happening">The event with its time and its chance.</param>
/// <param name="rule">The rule that asks; null where none does.</param>
/// <param name="memory">What the account's rules remember, and where they remember more.</param>
/// <param name="settings">The account's own settings.</param>
internal readonly ref struct Situation(Happening happening, Rule? rule, Memory memory, AccountSettings settings)
{
    public readonly Happening Happening = happening;

    public Rule Rule => rule ?? throw new InvalidOperationException("No rule asks.");
    public Memory Memory => memory;
    public AccountSettings Settings => settings;
    public DateTimeOffset Now => Happening.Now;

    /// <summary>The LIVE that is on: the event's room, or the last one seen where the event has none; 0 for none.</summary>
    public long RoomId => Happening.RoomId != 0 ? Happening.RoomId : Memory.RoomId;

    /// <summary>Key of something that is remembered until the LIVE is over.</summary>
    public string InSession(string what) => string.Create(CultureInfo.InvariantCulture, $"{what}/{RoomId}");

    /// <summary>Key of something that is remembered of one viewer; someone without an id shares it with all such.</summary>
    public string OfViewer(string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}/{Happening.Event.Viewer?.UserId ?? 0}");

    /// <summary>Likes of the room: the event's own word, or the last one heard.</summary>
    public long RoomLikes =>
        Happening.Event.Like?.RoomTotal ?? Memory.Find(InSession(MemoryKeys.RoomLikes))?.Value ?? 0;

    /// <summary>Viewers now: the event's own word, or the last one heard.</summary>
    public long RoomViewers =>
        Happening.Event.RoomStats?.Viewers ?? Memory.Find(InSession(MemoryKeys.RoomViewers))?.Value ?? 0;

    /// <summary>A variable's text; without a scope the nearest: the viewer's, the session's, the account's.</summary>
    public string Variable(string scope, string name)
    {
        if (scope.Length > 0)
            return Memory.Find(VariableKey(Enum.Parse<VariableScope>(scope, ignoreCase: true), name))?.AsText() ?? "";
        return Memory.Find(VariableKey(VariableScope.Viewer, name))?.AsText()
            ?? Memory.Find(VariableKey(VariableScope.Session, name))?.AsText()
            ?? Memory.Find(VariableKey(VariableScope.Account, name))?.AsText()
            ?? "";
    }

    public string VariableKey(VariableScope scope, string name) =>
        scope switch
        {
            VariableScope.Session => InSession($"{MemoryKeys.Variable}/session/{name}"),
            VariableScope.Viewer => OfViewer($"{MemoryKeys.Variable}/viewer/{name}"),
            _ => $"{MemoryKeys.Variable}/account/{name}",
        };
}

/// <summary>How far a variable reaches. Travels by name.</summary>
internal enum VariableScope
{
    /// <summary>The account, for ever.</summary>
    Account,

    /// <summary>The account's present LIVE.</summary>
    Session,

    /// <summary>One viewer of the account, for ever.</summary>
    Viewer,
}

/// <summary>What people set for an account as a whole.</summary>
internal sealed record AccountSettings
{
    public static readonly AccountSettings Default = new();

    /// <summary>IANA name: times of day and days of the week are the account's own.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Executions that may begin in a second; what comes faster waits in the account's queue. 1 to 1,000.</summary>
    public int ExecutionsPerSecond { get; init; } = 50;

    /// <summary>Executions that may wait, all units counted; what comes on top is refused. 1 to 10,000.</summary>
    public int MaxWaiting { get; init; } = 10_000;
}
