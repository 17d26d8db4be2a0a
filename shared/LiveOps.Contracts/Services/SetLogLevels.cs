namespace LiveOps.Contracts.Services;

/// <summary>
/// From which level on services write, where that was changed at run time: the whole list each time, so that one that is
/// not in it any more is as configured again. Sent on a change, and again to processes whose reports tell of others.
/// </summary>
public sealed record SetLogLevels
{
    public required IReadOnlyList<LogLevelSetting> Levels { get; init; }
}

/// <summary>One changed level.</summary>
public sealed record LogLevelSetting
{
    /// <summary>The service's name, as in the topology.</summary>
    public required string Service { get; init; }

    /// <summary>The part of the program, and all whose names begin so; null for all that has no level of its own.</summary>
    public string? Source { get; init; }

    /// <summary>Lines of this level and graver are written.</summary>
    public required ServiceLogLevel Level { get; init; }

    /// <summary>Until when, UTC; null for ever.</summary>
    public DateTimeOffset? Until { get; init; }
}
