using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Stands in for the app when it is lost: sixteen characters that are not mistaken for one another (79 bits: a hash
/// without salt cannot be guessed back), each good once. Only hashes are kept.
/// </summary>
internal static class RecoveryCode
{
    public const int PerMember = 10;

    private const string Characters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int Length = 16;

    public static string New() =>
        string.Join('-', RandomNumberGenerator.GetString(Characters, Length).Chunk(4).Select(part => new string(part)));

    /// <summary>The hash of a code as typed: case, dashes and blanks do not matter. Null for what can be no code.</summary>
    public static byte[]? HashOf(string typed)
    {
        var code = new StringBuilder(Length);
        foreach (var character in typed.ToUpperInvariant())
        {
            if (character is '-' or ' ')
                continue;
            if (!Characters.Contains(character, StringComparison.Ordinal) || code.Length == Length)
                return null;
            code.Append(character);
        }
        return code.Length == Length ? SHA256.HashData(Encoding.ASCII.GetBytes($"recover {code}")) : null;
    }
}
