using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.Gateways;

/// <summary>
/// What a person carries from the Console to a PC: ten characters that are not mistaken for one another (49 bits), good
/// for one gateway, once, for 15 minutes. Only its hash is kept.
/// </summary>
internal static class EnrolmentCode
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private const string Characters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int Length = 10;
    private const int Half = Length / 2;

    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Characters, Length);
        return $"{code[..Half]}-{code[Half..]}";
    }

    /// <summary>The hash of a code as typed: case, dashes and blanks do not matter. Null for what can be no code.</summary>
    public static byte[]? HashOf(string? typed)
    {
        if (typed is null or { Length: > 40 })
            return null;
        var code = new StringBuilder(Length);
        foreach (var character in typed.ToUpperInvariant())
        {
            if (character is '-' or ' ')
                continue;
            if (!Characters.Contains(character, StringComparison.Ordinal))
                return null;
            code.Append(character);
        }
        return code.Length == Length ? SHA256.HashData(Encoding.ASCII.GetBytes($"enrol {code}")) : null;
    }
}
