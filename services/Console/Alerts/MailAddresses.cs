using MimeKit;

namespace LiveOps.Console.Alerts;

/// <summary>What a mail address must look like.</summary>
internal static class MailAddresses
{
    public const int Longest = 254;

    /// <summary>True for one plain address, without a name around it and without anything that could end a header.</summary>
    public static bool IsOne(string? text) =>
        text is { Length: > 2 and <= Longest }
        && !text.Any(letter =>
            char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is ',' or ';' or '<' or '>'
        )
        && text.IndexOf('@') is > 0 and var at
        && at == text.LastIndexOf('@')
        && at < text.Length - 1
        && MailboxAddress.TryParse(text, out var parsed)
        && parsed.Address == text;
}
