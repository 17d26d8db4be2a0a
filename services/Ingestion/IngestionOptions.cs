using System.ComponentModel.DataAnnotations;
using LiveOps.Ingestion.Accounts;

namespace LiveOps.Ingestion;

/// <summary>Configuration section <c>Ingestion</c>.</summary>
internal sealed class IngestionOptions : IValidatableObject
{
    public const string Section = "Ingestion";

    /// <summary>Folder of journals and recordings. Each replica on a machine needs its own.</summary>
    public string DataFolder { get; init; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "liveops", "ingestion");

    /// <summary>Accounts to create at start where they are missing.</summary>
    public IList<SeedAccount> Seed { get; init; } = [];

    /// <summary>
    /// Services whose queues must be there before live events are published, separated by commas: what happens before
    /// they have started for the first time waits in the journal. Empty = publish to whoever listens.
    /// </summary>
    public string AwaitedConsumers { get; init; } = "";

    /// <summary>Messages of one account that may be on their way to the broker at once.</summary>
    [Range(1, 1_000, ErrorMessage = "must be 1 to 1000.")]
    public int InFlight { get; init; } = 64;

    /// <summary>How many message ids of a room are remembered against duplicates.</summary>
    [Range(1_000, 10_000_000, ErrorMessage = "must be 1000 to 10000000.")]
    public int RememberedMessages { get; init; } = 100_000;

    /// <summary>A replica that does not renew for so long loses its accounts.</summary>
    [Range(1, 300, ErrorMessage = "must be 1 to 300 seconds.")]
    public double LeaseSeconds { get; init; } = 10;

    [Range(0.1, 60, ErrorMessage = "must be 0.1 to 60 seconds.")]
    public double RenewSeconds { get; init; } = 2;

    /// <summary>A local feed that is away for so long has ended its LIVE: its program was closed.</summary>
    [Range(1, 86_400, ErrorMessage = "must be 1 to 86400 seconds.")]
    public double FeedAwaySeconds { get; init; } = 600;

    /// <summary>Size at which an emptied journal is cut back, in bytes.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "must not be negative.")]
    public long JournalKeptBytes { get; init; } = 1024 * 1024;

    /// <summary>A recording stops at this size, in bytes.</summary>
    [Range(1024, long.MaxValue, ErrorMessage = "must be at least 1024 bytes.")]
    public long MaxRecordingBytes { get; init; } = 1024L * 1024 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RenewSeconds >= LeaseSeconds)
        {
            yield return new ValidationResult("must be less than LeaseSeconds.", [nameof(RenewSeconds)]);
        }
        for (int i = 0; i < Seed.Count; i++)
        {
            if (AccountRules.HandleError(Seed[i].Handle) is { } error)
            {
                yield return new ValidationResult(error, [$"{nameof(Seed)}:{i}:{nameof(SeedAccount.Handle)}"]);
            }
            if (Seed[i].WorkspaceId == Guid.Empty)
            {
                yield return new ValidationResult("is missing.", [$"{nameof(Seed)}:{i}:WorkspaceId"]);
            }
        }
    }

    internal sealed class SeedAccount
    {
        public string Handle { get; init; } = "";

        public Guid WorkspaceId { get; init; }

        /// <summary>Empty = a new id.</summary>
        public Guid AccountId { get; init; }

        public string DisplayName { get; init; } = "";

        public string TimeZone { get; init; } = "UTC";
    }
}
