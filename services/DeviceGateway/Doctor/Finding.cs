namespace LiveOps.DeviceGateway.Doctor;

internal enum Severity
{
    Good,

    /// <summary>Works, but not as well as it could, or not for long.</summary>
    Warning,
    Problem,
}

/// <summary>One thing that was looked at, in words for the person at the PC.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="About">What was looked at: a port, the data folder, the broker, the clock.</param>
/// <param name="What">What is so.</param>
/// <param name="Why">Why it matters; null where nothing is wrong.</param>
/// <param name="Todo">What to do; null where nothing is wrong.</param>
internal sealed record Finding(Severity Severity, string About, string What, string? Why = null, string? Todo = null)
{
    public static Finding Good(string about, string what) => new(Severity.Good, about, what);

    public static Finding Warning(string about, string what, string why, string todo) =>
        new(Severity.Warning, about, what, why, todo);

    public static Finding Problem(string about, string what, string why, string todo) =>
        new(Severity.Problem, about, what, why, todo);
}
