using System.Text;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Which passwords may be taken: long ones that are not made of what everybody tries first (NIST SP 800-63B, 5.1.1.2:
/// length and a list, no rules about kinds of sign).
/// </summary>
internal sealed class PasswordPolicy(IOptions<ConsoleOptions> options)
{
    public const string Title = "The new password cannot be taken";

    /// <summary>A run of this length on the keyboard or in the alphabet is no choice of anybody's.</summary>
    private const int Run = 3;
    private const int Longest = 40;
    private const int FewestSigns = 5;

    private static readonly string[] _runs =
    [
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "qazwsxedcrfvtgbyhnujmikolp",
    ];

    private static readonly HashSet<string> _common = Read();

    // What people put in a letter's place, and what everybody's guessing program does too.
    private static readonly Dictionary<char, char> _instead = new()
    {
        ['0'] = 'o',
        ['1'] = 'i',
        ['3'] = 'e',
        ['4'] = 'a',
        ['5'] = 's',
        ['7'] = 't',
        ['8'] = 'b',
        ['@'] = 'a',
        ['$'] = 's',
        ['!'] = 'i',
    };

    public int MinLength => options.Value.MinPasswordLength;

    /// <summary>What is wrong with a new password, and what to do; null when nothing is.</summary>
    public string? Fault(string? password, string userName) => Fault(password, userName, MinLength);

    internal static string? Fault(string? password, string userName, int minLength)
    {
        if (password is null || password.Length < minLength)
            return $"Take at least {minLength} characters: a few words are easier to remember than signs.";
        if (password.Length > Passwords.MaxLength)
            return $"Take at most {Passwords.MaxLength} characters.";
        var plain = password.Trim().ToLowerInvariant();
        var name = userName.Trim().ToLowerInvariant();
        if (plain.Contains(name, StringComparison.Ordinal) && IsMadeOf(plain, part => part == name))
            return "It is your user name with a little around it: take something else.";
        if (plain.Distinct().Count() < FewestSigns)
            return "It repeats a few signs: take several words that have nothing to do with one another.";
        if (IsMadeOf(plain, part => IsGuessed(part) || IsGuessed(WithoutDisguise(part))))
            return "It is made of what everybody tries first (common passwords, rows of keys, dates, digits): take several words that have nothing to do with one another.";
        return null;
    }

    /// <summary>Whether nothing is left of a text but such parts, digits and signs.</summary>
    private static bool IsMadeOf(string text, Func<string, bool> isPart)
    {
        // reached[n]: the first n characters are accounted for.
        var reached = new bool[text.Length + 1];
        reached[0] = true;
        for (var start = 0; start < text.Length; start++)
        {
            if (!reached[start])
                continue;
            if (!char.IsLetter(text[start]))
                reached[start + 1] = true;
            for (var end = start + Run; end <= Math.Min(text.Length, start + Longest); end++)
                reached[end] |= isPart(text[start..end]);
        }
        return reached[^1];
    }

    private static bool IsGuessed(string part) => _common.Contains(part) || IsRun(part) || IsOneSign(part);

    private static bool IsRun(string part)
    {
        var backwards = new string([.. part.Reverse()]);
        return _runs.Any(run =>
            run.Contains(part, StringComparison.Ordinal) || run.Contains(backwards, StringComparison.Ordinal)
        );
    }

    private static bool IsOneSign(string part) => part.All(character => character == part[0]);

    private static string WithoutDisguise(string text) =>
        text.Aggregate(new StringBuilder(), (plain, one) => plain.Append(_instead.GetValueOrDefault(one, one)))
            .ToString();

    private static HashSet<string> Read()
    {
        using var stream = typeof(PasswordPolicy).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.Ordinal);
    }
}
