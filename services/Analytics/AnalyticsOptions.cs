using System.ComponentModel.DataAnnotations;

namespace LiveOps.Analytics;

/// <summary>Settings of Analytics. The defaults suit one machine with two cores.</summary>
internal sealed class AnalyticsOptions : IValidatableObject
{
    public const string Section = "Analytics";

    /// <summary>Queues over which the accounts are spread, each with one writer. Keep it for the life of an installation.</summary>
    [Range(1, 64, ErrorMessage = "must be 1 to 64 queues.")]
    public int Partitions { get; init; } = 2;

    /// <summary>Messages in flight per queue: those being written and those that gather meanwhile.</summary>
    [Range(1, 5_000, ErrorMessage = "must be 1 to 5,000 messages.")]
    public int Prefetch { get; init; } = 1_024;

    /// <summary>Most messages in one transaction. Half of <see cref="Prefetch"/> lets the next batch gather during a commit.</summary>
    [Range(1, 5_000, ErrorMessage = "must be 1 to 5,000 messages.")]
    public int BatchMessages { get; init; } = 512;

    /// <summary>Most events in one transaction; a single message with more is one transaction all the same.</summary>
    [Range(1, 100_000, ErrorMessage = "must be 1 to 100,000 events.")]
    public int BatchEvents { get; init; } = 10_000;

    /// <summary>How long a batch that is not full waits for more, ms.</summary>
    [Range(0, 1_000, ErrorMessage = "must be 0 to 1,000 ms.")]
    public int LingerMs { get; init; } = 10;

    /// <summary>Longest text kept of one event, in UTF-16 units; what is longer is cut and marked as cut.</summary>
    [Range(100, 1_000_000, ErrorMessage = "must be 100 to 1,000,000 characters.")]
    public int TextLimit { get; init; } = 8_192;

    /// <summary>A live session without any event for so long is over, though nobody said so, minutes.</summary>
    [Range(1, 1_440, ErrorMessage = "must be 1 to 1,440 minutes.")]
    public int EndAfterSilenceMinutes { get; init; } = 30;

    /// <summary>How often the totals of a session are published while it changes, times a second.</summary>
    [Range(1, 5, ErrorMessage = "must be 1 to 5 times a second.")]
    public int ProgressPerSecond { get; init; } = 5;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BatchMessages > Prefetch)
            yield return new ValidationResult(
                $"must not exceed Prefetch ({Prefetch}): a batch could never fill.",
                [nameof(BatchMessages)]
            );
    }
}
