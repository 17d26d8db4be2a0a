using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.Team;

/// <summary>What an invitation's link carries: 256 random bits, good once, for a week. Only its hash is kept.</summary>
internal static class InvitationCode
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash of a code; null for what can be no code.</summary>
    public static byte[]? HashOf(string? code) =>
        code?.Trim() is { Length: > 0 and < 100 } trimmed
            ? SHA256.HashData(Encoding.UTF8.GetBytes($"invitation {trimmed}"))
            : null;
}
