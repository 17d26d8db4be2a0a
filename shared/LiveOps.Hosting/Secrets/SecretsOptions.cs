using System.ComponentModel.DataAnnotations;

namespace LiveOps.Hosting.Secrets;

/// <summary>Where the key comes from that secrets are encrypted with at rest.</summary>
public sealed class SecretsOptions : IValidatableObject
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Secrets";

    /// <summary>Length of the key in bytes: AES-256.</summary>
    public const int KeyLength = 32;

    /// <summary>
    /// Base64 of 32 random bytes, the same for every replica and for the life of the installation: what was sealed
    /// under a key that is lost cannot be opened again.
    /// </summary>
    public string Key { get; init; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The message never repeats what was given: it may be the key with a character missing.
        if (string.IsNullOrWhiteSpace(Key))
            yield return new(
                "is missing: set it to the base64 of 32 random bytes (openssl rand -base64 32) and keep it.",
                [nameof(Key)]
            );
        else if (!IsKey(Key))
            yield return new("is not the base64 of 32 bytes: make one with openssl rand -base64 32.", [nameof(Key)]);
    }

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyLength;
    }
}
