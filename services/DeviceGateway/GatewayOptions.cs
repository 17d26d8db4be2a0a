using System.ComponentModel.DataAnnotations;
using LiveOps.DeviceGateway.Fallback;
using LiveOps.DeviceGateway.StopKeys;

namespace LiveOps.DeviceGateway;

/// <summary>What one gateway is and has. Section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>Short name of this PC's gateway, also in its queue's name: lower-case letters, digits and dashes.</summary>
    [Required(ErrorMessage = "is missing: give this PC a short name, for example studio-1.")]
    [RegularExpression(
        LiveOps.Hosting.Bus.GatewayQueue.IdPattern,
        ErrorMessage = "must be 1 to 40 lower-case letters, digits and dashes, for example studio-1."
    )]
    public string Id { get; init; } = "";

    /// <summary>The customer that this PC belongs to: commands and stops of another are not for it.</summary>
    public Guid WorkspaceId { get; init; }

    /// <summary>Folder of the journal, the latch and the known boards. One gateway per folder.</summary>
    [Required(ErrorMessage = "is missing: name a folder that this user may write to; it must outlive restarts.")]
    public string DataFolder { get; init; } = "";

    /// <summary>Serial ports to use besides those that are found, for example COM7 or a device path.</summary>
    public string[] Ports { get; init; } = [];

    /// <summary>True: ports whose USB ids look like a board are asked, too.</summary>
    public bool Discover { get; init; } = true;

    /// <summary>Commands that may wait for one device; more are refused.</summary>
    [Range(1, 10_000, ErrorMessage = "must be 1 to 10000.")]
    public int LaneLength { get; init; } = 256;

    /// <summary>How long a board may take to acknowledge a line before it is sent again, ms, until the Console says otherwise.</summary>
    [Range(20, 2_000, ErrorMessage = "must be 20 to 2000 (ms).")]
    public int AckTimeoutMs { get; init; } = 60;

    /// <summary>
    /// Lines that a board may have unanswered. 2 is twice as fast; with 1 an emergency stop waits on the wire behind one
    /// line at most.
    /// </summary>
    [Range(1, 2, ErrorMessage = "must be 1 or 2.")]
    public int WindowLines { get; init; } = 2;

    /// <summary>Commands taken from the broker whose result it does not have yet; then no more are taken.</summary>
    [Range(100, 1_000_000, ErrorMessage = "must be 100 to 1000000.")]
    public int UnreportedLimit { get; init; } = 10_000;

    /// <summary>A key of this PC that is its emergency stop.</summary>
    public StopKeyOptions StopKeys { get; init; } = new();

    /// <summary>True: a board that stops by itself, by the button on it, stops every board of this PC.</summary>
    public bool BoardButtonStopsAll { get; init; } = true;

    /// <summary>Going on with gift rules while the broker is away.</summary>
    public FallbackOptions Fallback { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WorkspaceId == Guid.Empty)
            yield return new ValidationResult(
                "is missing: set it to the id of the workspace that this PC belongs to.",
                [nameof(WorkspaceId)]
            );
        if (Ports.Any(string.IsNullOrWhiteSpace))
            yield return new ValidationResult("has an empty entry: remove it.", [nameof(Ports)]);
        foreach (var (key, fault) in StopKeys.Faults())
            yield return new ValidationResult(fault, [$"{nameof(StopKeys)}:{key}"]);
        foreach (var (key, fault) in Fallback.Faults())
            yield return new ValidationResult(fault, [$"{nameof(Fallback)}:{key}"]);
    }
}
