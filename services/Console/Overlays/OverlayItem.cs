using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveOps.Console.Overlays;

/// <summary>
/// One thing for an overlay's page. It holds what is shown and nothing else: no id of TikTok's, no account, no number
/// that the overlay does not show.
/// </summary>
/// <param name="Type">
/// <c>settings</c>, <c>board</c>, <c>likes</c>: how things are. <c>gift</c>, <c>follow</c>, <c>share</c>,
/// <c>subscribe</c>, <c>cue</c>, <c>chat</c>: something happened. <c>remove</c>: comments that a moderator took away.
/// </param>
internal sealed record OverlayItem(string Type)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Shown once by this.</summary>
    public string? Id { get; init; }

    /// <summary>What counts up instead of being repeated: a streak; a viewer who follows, once more.</summary>
    public string? Key { get; init; }
    public string? Name { get; init; }
    public string? Gift { get; init; }

    /// <summary>Units of the gift so far; months of a subscription.</summary>
    public int? Count { get; init; }

    /// <summary>Of all units.</summary>
    public long? Coins { get; init; }
    public string? Text { get; init; }

    /// <summary>How long it stays, ms.</summary>
    public int? Ms { get; init; }
    public string? Sound { get; init; }

    /// <summary>0 to 100.</summary>
    public int? Volume { get; init; }
    public IReadOnlyList<string>? Ids { get; init; }
    public IReadOnlyList<OverlayLeader>? Leaders { get; init; }
    public long? Likes { get; init; }
    public OverlaySettings? Settings { get; init; }

    /// <summary>Somebody tries how it looks: it never happened.</summary>
    public bool? Test { get; init; }
}

/// <param name="Name">As viewers call themselves.</param>
/// <param name="Coins">Null where the overlay does not show them.</param>
internal sealed record OverlayLeader(string Name, long? Coins);
