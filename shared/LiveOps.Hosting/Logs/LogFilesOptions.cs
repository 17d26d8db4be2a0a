using System.ComponentModel.DataAnnotations;
using LiveOps.Contracts.Services;

namespace LiveOps.Hosting.Logs;

/// <summary>Settings <c>Logging:Files</c>: files of each service's own, beside what it prints.</summary>
public sealed class LogFilesOptions : IValidatableObject
{
    public const string Section = "Logging:Files";

    /// <summary>Where they go; made where it is missing. Empty for no files.</summary>
    public string Folder { get; init; } = "";

    /// <summary>A file that has grown to this is followed by a new one. Each day (UTC) begins a new one too.</summary>
    [Range(1, 1_024, ErrorMessage = "must be 1 to 1024 MB.")]
    public int MaxMegabytes { get; init; } = 10;

    /// <summary>Files of a service that are kept; the oldest goes first.</summary>
    [Range(1, 1_000, ErrorMessage = "must be 1 to 1000 files.")]
    public int MaxFiles { get; init; } = 14;

    /// <summary>What reports tell of it; null without files.</summary>
    internal LogFilesReport? Report =>
        Folder.Length == 0
            ? null
            : new LogFilesReport
            {
                Folder = Folder,
                MaxBytes = MaxMegabytes * 1_000_000L,
                MaxFiles = MaxFiles,
            };

    /// <summary>A folder that cannot be made is found at the start, not when the log is needed.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Folder.Length == 0)
            yield break;
        if (!Path.IsPathFullyQualified(Folder))
        {
            yield return new(
                "must be a whole path, from the root on: services start in different folders.",
                [nameof(Folder)]
            );
            yield break;
        }
        string? fault = null;
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = $"cannot be made: {error.Message} Name a folder that this user may write to, or leave it empty.";
        }
        if (fault is not null)
            yield return new(fault, [nameof(Folder)]);
    }
}
