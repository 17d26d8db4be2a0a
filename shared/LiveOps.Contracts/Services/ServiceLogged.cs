namespace LiveOps.Contracts.Services;

/// <summary>
/// What one process of a service wrote into its log, for whoever runs the installation: published at most once a second,
/// transient. Lines are lost where they are too many or the broker is away for long; <see cref="Dropped"/> tells how
/// many. Passwords of addresses and the like are taken out before.
/// </summary>
public sealed record ServiceLogged
{
    /// <summary>The service's name, as in the topology.</summary>
    public required string Service { get; init; }

    /// <summary>Tells processes of one service apart: <c>machine:process id</c>.</summary>
    public required string Instance { get; init; }
    public required string Version { get; init; }

    /// <summary>When the process began, UTC: with <see cref="Instance"/> it names the process for ever.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Number of the first line among all of this process, from 1; the others follow without gaps.</summary>
    public required long First { get; init; }

    /// <summary>Lines before these that were never published.</summary>
    public int Dropped { get; init; }

    /// <summary>Oldest first, at most 200.</summary>
    public required IReadOnlyList<ServiceLogLine> Lines { get; init; }
}

/// <summary>One line of a service's log.</summary>
public sealed record ServiceLogLine
{
    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }
    public required ServiceLogLevel Level { get; init; }

    /// <summary>The part of the program that wrote it: a category, for example <c>LiveOps.Rules.Deciding.Decider</c>.</summary>
    public required string Source { get; init; }

    /// <summary>At most 1,000 characters, on one line.</summary>
    public required string Text { get; init; }

    /// <summary>The text before its values were put in, at most 300 characters: what lines of one kind share.</summary>
    public required string Template { get; init; }

    /// <summary>The exception's first lines, at most 4,000 characters; null where there is none.</summary>
    public string? Exception { get; init; }

    /// <summary>W3C id of the trace that it was written in, 32 digits; null outside of any.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C id of the span, 16 digits; null outside of any.</summary>
    public string? SpanId { get; init; }
}

/// <summary>How grave a <see cref="ServiceLogLine"/> is. Travels by name.</summary>
public enum ServiceLogLevel
{
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}
