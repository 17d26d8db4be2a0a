namespace LiveOps.Rules.Webhooks;

/// <summary>A call that a rule makes to an address of the customer: what is to be sent, ready as it is.</summary>
internal sealed record WebhookCall
{
    /// <summary>Longest body, in bytes of UTF-8.</summary>
    public const int MaxBodyBytes = 32 * 1024;

    /// <summary>Follows from what happened: the same happening gives the same id, and a call is added once by its id.</summary>
    public required Guid CallId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid RuleId { get; init; }
    public required string Url { get; init; }

    /// <summary>JSON, at most <see cref="MaxBodyBytes"/>.</summary>
    public required string Body { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Where a call stands. The names are stored.</summary>
internal enum WebhookState
{
    /// <summary>Not yet made, under way, or to be tried again.</summary>
    Waiting,

    /// <summary>The receiver has answered 2xx.</summary>
    Delivered,

    /// <summary>Given up; a person may retry it.</summary>
    Failed,
}
