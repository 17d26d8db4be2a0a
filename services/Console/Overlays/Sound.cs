using System.Text.RegularExpressions;

namespace LiveOps.Console.Overlays;

/// <summary>A sound of the workspace, without its content.</summary>
/// <param name="SoundId">Names it for good.</param>
/// <param name="Name">What rules and overlays call it; unique in the workspace, whatever the case.</param>
/// <param name="Kind"><c>mp3</c>, <c>ogg</c> or <c>wav</c>, as its content is.</param>
/// <param name="Size">Bytes.</param>
internal sealed record Sound(Guid SoundId, string Name, string Kind, int Size, string AddedBy, DateTimeOffset AddedAt);

/// <summary>A sound to play.</summary>
internal sealed record SoundContent(string Kind, byte[] Content)
{
    /// <summary>What a browser calls the kind.</summary>
    public string MediaType =>
        Kind switch
        {
            "mp3" => "audio/mpeg",
            "ogg" => "audio/ogg",
            _ => "audio/wav",
        };

    /// <summary>The kind that the first bytes tell; null where they are no sound that overlays play.</summary>
    public static string? KindOf(ReadOnlySpan<byte> content) =>
        content.Length < 12 ? null
        : content.StartsWith("OggS"u8) ? "ogg"
        : content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WAVE"u8) ? "wav"
        : content.StartsWith("ID3"u8) || IsFrame(content) ? "mp3"
        : null;

    // Of MPEG audio: eleven bits of sync, then no value that the standard keeps for nothing.
    private static bool IsFrame(ReadOnlySpan<byte> content) =>
        content[0] == 0xFF
        && (content[1] & 0xE0) == 0xE0
        && (content[1] & 0x18) != 0x08
        && (content[1] & 0x06) != 0
        && (content[2] & 0xF0) != 0xF0
        && (content[2] & 0x0C) != 0x0C;
}

/// <summary>How sounds are called: as the rules' sound step takes it, a name and never a path.</summary>
internal static partial class SoundName
{
    public static bool IsOne(string name) => Name().IsMatch(name);

    /// <summary>The kind that the end of the name says.</summary>
    public static string KindOf(string name) => name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant();

    [GeneratedRegex(@"^[\w][\w .\-]{0,95}\.(?:mp3|ogg|wav)\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
