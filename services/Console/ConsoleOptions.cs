using System.ComponentModel.DataAnnotations;

namespace LiveOps.Console;

/// <summary>Configuration section <c>Console</c>.</summary>
internal sealed class ConsoleOptions : IValidatableObject
{
    public const string Section = "Console";

    /// <summary>The first workspace and its admin, made at start where they are absent.</summary>
    public SeedOptions Seed { get; init; } = new();

    /// <summary>
    /// The workspace whose admins run the installation: they see queues, failed messages, figures and logs of all
    /// workspaces. Empty: the first one. Where that is a customer's, name another.
    /// </summary>
    public Guid? OperatorWorkspaceId { get; init; }

    /// <summary>The same, decided; null where nobody runs it from here.</summary>
    public Guid? OperatorWorkspace => OperatorWorkspaceId ?? Seed.WorkspaceId;

    /// <summary>
    /// Where a trace can be looked at, for links from log lines: an address with <c>{traceId}</c> in the place of the trace,
    /// such as <c>https://jaeger.example.com/trace/{traceId}</c>. Empty: nowhere.
    /// </summary>
    public string? TraceAddress { get; init; }

    /// <summary>Life of a token and of the session cookie.</summary>
    [Range(1, 168, ErrorMessage = "must be 1 to 168 hours.")]
    public int SessionHours { get; init; } = 12;

    /// <summary>Fewest characters of a new password. Those that were taken before stay.</summary>
    [Range(12, 128, ErrorMessage = "must be 12 to 128 characters.")]
    public int MinPasswordLength { get; init; } = 12;

    /// <summary>How long another service may take to begin its answer.</summary>
    [Range(1, 600, ErrorMessage = "must be 1 to 600 seconds.")]
    public double ForwardTimeoutSeconds { get; init; } = 30;

    /// <summary>Events other than gifts that a browser is sent per 50 ms; the rest is counted.</summary>
    [Range(1, 1_000, ErrorMessage = "must be 1 to 1000 events.")]
    public int FeedPerFlush { get; init; } = 20;

    /// <summary>Requests a minute that one member may make; the emergency stop is never limited.</summary>
    [Range(60, 1_000_000, ErrorMessage = "must be 60 to 1000000 requests a minute.")]
    public int MemberRequestsPerMinute { get; init; } = 3_000;

    /// <summary>Requests a minute that one API key may make.</summary>
    [Range(60, 1_000_000, ErrorMessage = "must be 60 to 1000000 requests a minute.")]
    public int KeyRequestsPerMinute { get; init; } = 1_200;

    /// <summary>
    /// Requests a minute from one address where nobody is signed in. Behind a proxy that is not one of
    /// <see cref="TrustedProxies"/>, all come from its address.
    /// </summary>
    [Range(60, 1_000_000, ErrorMessage = "must be 60 to 1000000 requests a minute.")]
    public int AnonymousRequestsPerMinute { get; init; } = 300;

    /// <summary>Proxies of the installation that tell who asked: addresses, or networks such as <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var proxy in TrustedProxies.Where(proxy => PassingThrough.TrustedProxies.Read(proxy) is null))
            yield return new(
                $"\"{proxy}\" must be an IP address, or a network such as 10.0.0.0/8.",
                [nameof(TrustedProxies)]
            );
        if (
            !string.IsNullOrEmpty(TraceAddress)
            && !(
                TraceAddress.Contains("{traceId}", StringComparison.Ordinal)
                && Uri.TryCreate(TraceAddress, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
            )
        )
            yield return new(
                "must be an http:// or https:// address with {traceId} in it, or left out.",
                [nameof(TraceAddress)]
            );
        foreach (var fault in Seed.Validate())
            yield return fault;
    }
}

/// <summary>The first workspace. All four together, or none.</summary>
internal sealed class SeedOptions
{
    public string? AdminUser { get; init; }
    public string? AdminPassword { get; init; }
    public Guid? WorkspaceId { get; init; }
    public string? WorkspaceName { get; init; }

    public bool IsSet => !string.IsNullOrWhiteSpace(AdminUser);

    public IEnumerable<ValidationResult> Validate()
    {
        if (!IsSet && string.IsNullOrEmpty(AdminPassword) && WorkspaceId is null)
            yield break;
        if (!IsSet)
            yield return Missing(nameof(AdminUser), "the name that the first admin signs in with");
        if (string.IsNullOrEmpty(AdminPassword))
            yield return Missing(nameof(AdminPassword), "a one-time password for the first admin");
        if (WorkspaceId is null || WorkspaceId == Guid.Empty)
            yield return Missing(nameof(WorkspaceId), "the id (a GUID) of the first workspace");
        if (string.IsNullOrWhiteSpace(WorkspaceName))
            yield return Missing(nameof(WorkspaceName), "the name of the first workspace");
    }

    private static ValidationResult Missing(string key, string what) =>
        new($"is missing: set it to {what}, or set no key of Console:Seed.", [$"Seed:{key}"]);
}
