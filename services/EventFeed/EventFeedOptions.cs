using System.ComponentModel.DataAnnotations;

namespace LiveOps.EventFeed;

/// <summary>Which room the feed tells, and to whom. Section <c>EventFeed</c>.</summary>
internal sealed class EventFeedOptions : IValidatableObject
{
    public const string Section = "EventFeed";

    /// <summary>False: the service runs, listens to nothing and opens no port.</summary>
    public bool Enabled { get; init; }

    /// <summary>The customer whose events the programs of this PC see.</summary>
    public Guid WorkspaceId { get; init; }

    /// <summary>The account whose events they see; missing = all of the workspace.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The port on 127.0.0.1 and [::1]. Programs made for TikFinity look for 21213.</summary>
    [Range(1, 65_535, ErrorMessage = "must be 1 to 65535.")]
    public int Port { get; init; } = 21213;

    /// <summary>
    /// Origins of web pages that may read along beside those of this PC, for example https://game.example. A page's
    /// address without path.
    /// </summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>Programs that may be connected at once; more are refused.</summary>
    [Range(1, 200, ErrorMessage = "must be 1 to 200.")]
    public int MostClients { get; init; } = 20;

    /// <summary>Texts that may wait for one program; one that reads more slowly is dropped.</summary>
    [Range(10, 100_000, ErrorMessage = "must be 10 to 100000.")]
    public int MostQueued { get; init; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && WorkspaceId == Guid.Empty)
        {
            yield return new ValidationResult(
                "is missing: set it to the id of the workspace that this PC belongs to.",
                [nameof(WorkspaceId)]
            );
        }
        for (int n = 0; n < AllowedOrigins.Length; n++)
        {
            if (
                !Uri.TryCreate(AllowedOrigins[n], UriKind.Absolute, out Uri? origin)
                || origin.GetLeftPart(UriPartial.Authority) != AllowedOrigins[n]
            )
            {
                yield return new ValidationResult(
                    $"is no origin such as https://game.example: '{AllowedOrigins[n]}'.",
                    [$"{nameof(AllowedOrigins)}:{n}"]
                );
            }
        }
    }
}
