using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.ApiKeys;

/// <summary>A key of a program: who it speaks for and what it may do. The key itself is nowhere kept.</summary>
internal sealed record ApiKey
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>The key's first characters.</summary>
    public required string Begins { get; init; }
    public required string Role { get; init; }

    /// <summary>Names of permissions; the key has those of them that its role has too.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Null: it has no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokedBy { get; init; }

    /// <summary>To the minute; null when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>How keys look: <c>lo_</c> and 43 characters, which are 32 random bytes in base64url.</summary>
internal static class KeyText
{
    public const string Start = "lo_";

    /// <summary>Characters that are kept for people: 42 of the 256 bits.</summary>
    public const int Kept = 10;

    private const int Length = 46;

    public static string New() => Start + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a key; null for a text that can be none.</summary>
    public static byte[]? HashOf(string text) =>
        text.Length == Length && text.StartsWith(Start, StringComparison.Ordinal)
            ? SHA256.HashData(Encoding.ASCII.GetBytes(text))
            : null;
}
