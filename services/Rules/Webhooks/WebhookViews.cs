namespace LiveOps.Rules.Webhooks;

/// <summary>A stretch of calls.</summary>
/// <param name="Items">Latest first.</param>
/// <param name="Next">What to pass as before to read on; null at the end.</param>
internal sealed record WebhookPage(IReadOnlyList<WebhookCallView> Items, string? Next);

/// <summary>One call as it stands. Neither its body nor the query of its address is shown.</summary>
internal sealed record WebhookCallView
{
    public required Guid CallId { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid RuleId { get; init; }

    /// <summary>Without its query; empty when the address or the body was refused.</summary>
    public required string Url { get; init; }
    public required WebhookState State { get; init; }

    /// <summary>How often it was made.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is made next; null when it is not.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Of the last answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it is not delivered.</summary>
    public string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A call and every attempt at it, first to last.</summary>
internal sealed record WebhookCallDetail(WebhookCallView Call, IReadOnlyList<WebhookAttempt> Attempts);

/// <summary>One attempt. Without milliseconds it is under way, or the service was stopped in the middle of it.</summary>
internal sealed record WebhookAttempt
{
    public required int Number { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public int? StatusCode { get; init; }

    /// <summary>How long it took, ms.</summary>
    public int? Milliseconds { get; init; }
    public string? Reason { get; init; }
}

/// <summary>An address to try, as a person sends it.</summary>
internal sealed record WebhookTestForm
{
    public required string Url { get; init; }
}

/// <summary>What came of trying an address.</summary>
internal sealed record WebhookTestAnswer
{
    public required Guid CallId { get; init; }
    public required bool Delivered { get; init; }
    public int? StatusCode { get; init; }

    /// <summary>How long it took, ms.</summary>
    public required int Milliseconds { get; init; }
    public string? Reason { get; init; }

    /// <summary>False while the workspace has no secret.</summary>
    public required bool Signed { get; init; }
}

/// <summary>A secret that was just made: this answer is the only one that ever tells it.</summary>
internal sealed record NewWebhookSecret(string Secret);
