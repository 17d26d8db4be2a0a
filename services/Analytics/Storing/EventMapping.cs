using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Analytics.Storing;

/// <summary>From the message to rows that PostgreSQL can store, whatever is in them.</summary>
internal static class EventMapping
{
    /// <summary>The dearest gift costs about 45,000 coins, the longest streaks have some ten thousand units.</summary>
    public const int MostCoins = 1_000_000;
    public const int MostRepeats = 1_000_000;

    /// <summary>Room totals above this are garbage; below it no sum of them can overflow.</summary>
    public const long MostTotal = 1_000_000_000_000;

    /// <summary>TikTok sends 1 to 15 likes in a message.</summary>
    public const int MostLikes = 100_000;

    private const int NameLimit = 200;
    private const int PictureLimit = 1_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static EventMessage ToRows(LiveEvents message, bool redelivered, int textLimit)
    {
        var rows = new EventRow[message.Events.Count];
        var history = false;
        for (var n = 0; n < rows.Length; n++)
        {
            rows[n] = ToRow(message, n, textLimit);
            history |= rows[n].Is(EventFlags.History);
        }
        return new(
            new SessionKey(message.WorkspaceId, message.AccountId, message.RoomId),
            rows,
            MayRepeat: redelivered || history
        );
    }

    private static EventRow ToRow(LiveEvents message, int n, int textLimit)
    {
        var @event = message.Events[n];
        var text = StorableText.Of(@event.Text ?? @event.Gap?.Reason, textLimit, out var cut, out var cleaned);
        var flags =
            (@event.IsHistory ? EventFlags.History : 0)
            | (@event.Gift is { RepeatEnd: true } ? EventFlags.RepeatEnd : 0)
            | (cut ? EventFlags.TextCut : 0)
            | (cleaned ? EventFlags.TextCleaned : 0)
            | (IsPlausible(@event) ? 0 : EventFlags.Implausible);
        return new()
        {
            MessageId = @event.MessageId,
            Kind = @event.Kind,
            Sequence = message.Sequence + n,
            At = Microseconds(@event.At),
            ReceivedAt = Microseconds(message.ReceivedAt),
            Flags = flags,
            Viewer = Clean(@event.Viewer),
            Gift = @event.Gift,
            Like = @event.Like,
            RoomStats = @event.RoomStats,
            Social = @event.Social,
            Gap = @event.Gap,
            Text = text,
            Detail = DetailOf(@event),
        };
    }

    private static bool IsPlausible(LiveEvent @event) =>
        @event.Gift is null or { Coins: >= 0 and <= MostCoins, RepeatCount: >= 0 and <= MostRepeats }
        && @event.Like is null or { Count: >= 0 and <= MostLikes, RoomTotal: >= 0 and <= MostTotal }
        && @event.RoomStats is null or { Viewers: >= 0 and <= MostTotal, TotalViewers: >= 0 and <= MostTotal };

    private static LiveViewer? Clean(LiveViewer? viewer)
    {
        if (viewer is null)
            return null;
        var handle = StorableText.Of(viewer.Handle, NameLimit, out var handleCut, out var handleCleaned);
        var nickname = StorableText.Of(viewer.Nickname, NameLimit, out var nicknameCut, out var nicknameCleaned);
        var picture = Picture(viewer.AvatarUrl);
        return handleCut || handleCleaned || nicknameCut || nicknameCleaned || picture != viewer.AvatarUrl
            ? viewer with
            {
                Handle = handle,
                Nickname = nickname,
                AvatarUrl = picture,
            }
            : viewer;
    }

    /// <summary>Pages show it: nothing but an address of the web is kept.</summary>
    private static string? Picture(string? address) =>
        address is { Length: <= PictureLimit } && address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? StorableText.Of(address, PictureLimit, out _, out _)
            : null;

    private static byte[]? DetailOf(LiveEvent @event)
    {
        if (
            @event is
            { Battle: null, Envelope: null, Goal: null, Gap: null, TargetMessageIds: null, SubscribedMonths: null }
        )
            return null;
        return JsonSerializer.SerializeToUtf8Bytes(
            new EventDetail
            {
                Battle = @event.Battle is { } battle
                    ? new(Text(battle.BattleId), battle.Action, battle.Multiplier)
                    : null,
                Envelope = @event.Envelope is { } envelope
                    ? envelope with
                    {
                        EnvelopeId = StorableText.Of(envelope.EnvelopeId, NameLimit, out _, out _)!,
                    }
                    : null,
                Goal = @event.Goal is { } goal ? new(Text(goal.GoalId), goal.Type, goal.Progress, goal.Target) : null,
                GapFrom = @event.Gap?.From,
                GapTo = @event.Gap?.To,
                TargetMessageIds = @event.TargetMessageIds?.Select(Text).ToList(),
                SubscribedMonths = @event.SubscribedMonths,
            },
            _json
        );
    }

    /// <summary>PostgreSQL's resolution: what is read back must equal what was compared before.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// The JSON of <see cref="EventRow.Detail"/>; the API hands it out as it is. Ids are text, because JavaScript loses
/// the last digits of TikTok's.
/// </summary>
internal sealed record EventDetail
{
    public BattleDetail? Battle { get; init; }
    public LiveEnvelope? Envelope { get; init; }
    public GoalDetail? Goal { get; init; }
    public DateTimeOffset? GapFrom { get; init; }
    public DateTimeOffset? GapTo { get; init; }
    public IReadOnlyList<string>? TargetMessageIds { get; init; }
    public int? SubscribedMonths { get; init; }
}

internal sealed record BattleDetail(string BattleId, int Action, int Multiplier);

internal sealed record GoalDetail(string GoalId, int Type, long Progress, long Target);
