using System.ComponentModel.DataAnnotations;

namespace LiveOps.Rules;

/// <summary>Configuration section <c>Rules</c>.</summary>
internal sealed class RulesOptions : IValidatableObject
{
    public const string Section = "Rules";

    /// <summary>Partition queues of live events; the same over the life of an installation.</summary>
    [Range(1, 64, ErrorMessage = "must be 1 to 64 partitions.")]
    public int Partitions { get; init; } = 4;

    /// <summary>A gateway that has said nothing for so long gets no more commands, s. Gateways speak every 2 s.</summary>
    [Range(3, 300, ErrorMessage = "must be 3 to 300 seconds.")]
    public int GatewaySilentSeconds { get; init; } = 10;

    /// <summary>Rules and bindings are read again this often even without word of a change, s.</summary>
    [Range(1, 3_600, ErrorMessage = "must be 1 to 3600 seconds.")]
    public int RefreshSeconds { get; init; } = 30;

    /// <summary>Decisions are listed for so many days; the books of Analytics keep them for ever.</summary>
    [Range(1, 3_650, ErrorMessage = "must be 1 to 3650 days.")]
    public int DecisionsKeptDays { get; init; } = 90;

    /// <summary>What a fresh installation starts with.</summary>
    public SeedOptions? Seed { get; init; }

    /// <summary>Checked by itself, under its own section.</summary>
    public Webhooks.WebhookOptions Webhooks { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Seed is null)
            yield break;
        if (Seed.WorkspaceId == Guid.Empty)
            yield return new("is missing: set it to the workspace that owns the account.", ["Seed:WorkspaceId"]);
        if (Seed.AccountId == Guid.Empty)
            yield return new("is missing: set it to the account's id.", ["Seed:AccountId"]);
        if (!RoutingBoards.BoardBinding.IsBoardId(Seed.BoardId))
            yield return new(
                "must be a board's id (8 hex digits), or * for the first ready board of the workspace.",
                ["Seed:BoardId"]
            );
    }
}

/// <summary>Binding and example rules for an account that never had any. Seeded once per account.</summary>
internal sealed class SeedOptions
{
    public Guid WorkspaceId { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>Board id, or * for the first ready board of the workspace.</summary>
    public string BoardId { get; init; } = "*";

    /// <summary>Adds the example rules.</summary>
    public bool Examples { get; init; } = true;
}
