using System.Text.Json.Serialization;

namespace LiveOps.Rehearsal.Faults;

/// <summary>What goes wrong in a room. All off by default; a field that is left out of a request stays as it is.</summary>
internal sealed record RoomFaults
{
    public static RoomFaults None { get; } = new();

    /// <summary>Share of messages that are sent twice with the same id, 0 to 1.</summary>
    public double? Duplicate { get; init; }

    /// <summary>Share of messages that change places with the next one, 0 to 1.</summary>
    public double? Reorder { get; init; }

    /// <summary>Seed of the chance behind ratios, so that a run can be repeated.</summary>
    public int? Seed { get; init; }

    /// <summary>Cuts every socket of the room after its next n frames, over and over; or once, at once, with {"now": true}.</summary>
    public Occurrence? DropSocket { get; init; }

    /// <summary>From now on the sockets stay open and say nothing for so many milliseconds; what happens meanwhile is sent afterwards.</summary>
    public int? SilenceMs { get; init; }

    /// <summary>Frames of random bytes.</summary>
    public Occurrence? GarbageFrame { get; init; }

    /// <summary>Frames whose payload stops in the middle of a message.</summary>
    public Occurrence? TruncatedMessage { get; init; }

    /// <summary>A gift message that is no protobuf, inside a frame that is otherwise sound.</summary>
    public Occurrence? UndecodableInner { get; init; }

    /// <summary>A message of a type that nobody knows, inside a sound frame.</summary>
    public Occurrence? UnknownType { get; init; }

    /// <summary>Which recent messages the first fetch of the next connect repeats.</summary>
    public HistoryReplay? HistoryReplay { get; init; }

    /// <summary>How the sign service answers connect, fetch and sign_url.</summary>
    public SignFault? Sign { get; init; }

    /// <summary>The room's page is a captcha instead ("Please wait...").</summary>
    public bool? Captcha { get; init; }

    /// <summary>The room's page has no LiveRoom in its state.</summary>
    public bool? NoLiveRoom { get; init; }

    /// <summary>The room lookup says user_not_found (19881007) and the page has no LiveRoom.</summary>
    public bool? UserNotFound { get; init; }

    /// <summary>Room info answers 403.</summary>
    public bool? RoomInfo403 { get; init; }

    /// <summary>The gift list answers 403.</summary>
    public bool? GiftList403 { get; init; }

    /// <summary>The socket's handshake answers HTTP 200 with a refusal in its headers.</summary>
    public HandshakeFault? Handshake { get; init; }

    /// <summary>Like totals fall behind every other time.</summary>
    public bool? LikesGoDown { get; init; }

    /// <summary>Messages carry no creation time.</summary>
    public bool? CreateTimeZero { get; init; }

    /// <summary>Sends one comment of 5 MB.</summary>
    public bool? BigComment { get; init; }

    /// <summary>Streaks never get their closing message.</summary>
    public bool? StreakWithoutEnd { get; init; }

    /// <summary>Stopping sends no control message: sockets stay open and silent.</summary>
    public bool? StopWithoutControl { get; init; }

    /// <summary>Compressed frames do not say so in a header; only the magic bytes tell.</summary>
    public bool? GzipWithoutHeader { get; init; }

    /// <summary>This set of faults with the fields of another laid over it.</summary>
    public RoomFaults With(RoomFaults change) =>
        new()
        {
            Duplicate = change.Duplicate ?? Duplicate,
            Reorder = change.Reorder ?? Reorder,
            Seed = change.Seed ?? Seed,
            DropSocket = change.DropSocket ?? DropSocket,
            SilenceMs = change.SilenceMs ?? SilenceMs,
            GarbageFrame = change.GarbageFrame ?? GarbageFrame,
            TruncatedMessage = change.TruncatedMessage ?? TruncatedMessage,
            UndecodableInner = change.UndecodableInner ?? UndecodableInner,
            UnknownType = change.UnknownType ?? UnknownType,
            HistoryReplay = change.HistoryReplay ?? HistoryReplay,
            Sign = change.Sign ?? Sign,
            Captcha = change.Captcha ?? Captcha,
            NoLiveRoom = change.NoLiveRoom ?? NoLiveRoom,
            UserNotFound = change.UserNotFound ?? UserNotFound,
            RoomInfo403 = change.RoomInfo403 ?? RoomInfo403,
            GiftList403 = change.GiftList403 ?? GiftList403,
            Handshake = change.Handshake ?? Handshake,
            LikesGoDown = change.LikesGoDown ?? LikesGoDown,
            CreateTimeZero = change.CreateTimeZero ?? CreateTimeZero,
            BigComment = change.BigComment ?? BigComment,
            StreakWithoutEnd = change.StreakWithoutEnd ?? StreakWithoutEnd,
            StopWithoutControl = change.StopWithoutControl ?? StopWithoutControl,
            GzipWithoutHeader = change.GzipWithoutHeader ?? GzipWithoutHeader,
        };

    /// <summary>What is left once the parts that happen once have happened.</summary>
    public RoomFaults WithoutActions() =>
        this with
        {
            SilenceMs = null,
            BigComment = null,
            DropSocket = DropSocket?.Lasting(),
            GarbageFrame = GarbageFrame?.Lasting(),
            TruncatedMessage = TruncatedMessage?.Lasting(),
            UndecodableInner = UndecodableInner?.Lasting(),
            UnknownType = UnknownType?.Lasting(),
        };

    /// <summary>What is wrong with the values, in words for the sender; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Duplicate is < 0 or > 1)
        {
            yield return "duplicate must be between 0 and 1";
        }
        if (Reorder is < 0 or > 1)
        {
            yield return "reorder must be between 0 and 1";
        }
        if (SilenceMs is < 0 or > 600_000)
        {
            yield return "silenceMs must be between 0 and 600000";
        }
        if (Sign?.Status is { } status && status is not (200 or 402 or 403 or 429 or 500))
        {
            yield return "sign.status must be 200, 402, 403, 429 or 500";
        }
        if (HistoryReplay is { Count: < 0 or > 5000 })
        {
            yield return "historyReplay.count must be between 0 and 5000";
        }
        foreach (var occurrence in new[] { DropSocket, GarbageFrame, TruncatedMessage, UndecodableInner, UnknownType })
        {
            if (occurrence?.EveryFrames is < 1 or > 1_000_000)
            {
                yield return "everyFrames must be between 1 and 1000000";
            }
        }
    }
}

/// <summary>When a fault happens: once now, or again and again after a number of frames, or both.</summary>
internal sealed record Occurrence
{
    /// <summary>Happens once, at once.</summary>
    public bool Now { get; init; }

    /// <summary>Happens after every so many frames.</summary>
    public int? EveryFrames { get; init; }

    public Occurrence? Lasting() => EveryFrames is null ? null : this with { Now = false };

    public bool IsDue(long frameNumber) => EveryFrames is { } every && frameNumber % every == 0;
}

/// <summary>Which messages a first fetch repeats.</summary>
internal sealed record HistoryReplay
{
    /// <summary>Comments only, as TikTok does, or everything.</summary>
    public HistoryKinds Kinds { get; init; } = HistoryKinds.Chat;

    /// <summary>How many at most, 0 to 5000.</summary>
    public int Count { get; init; } = 6;
}

[JsonConverter(typeof(JsonStringEnumConverter<HistoryKinds>))]
internal enum HistoryKinds
{
    Chat,
    All,
}

/// <summary>How the sign service misbehaves.</summary>
internal sealed record SignFault
{
    /// <summary>HTTP status instead of 200: 402, 403, 429 or 500.</summary>
    public int? Status { get; init; }

    /// <summary>Seconds in the retry-after header of a 429.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>200 without a body.</summary>
    public bool EmptyBody { get; init; }

    /// <summary>200 without the cookie header.</summary>
    public bool NoCookie { get; init; }

    /// <summary>200 with an empty cursor.</summary>
    public bool EmptyCursor { get; init; }

    /// <summary>So many answers, then well again; left out: until cleared.</summary>
    public int? Times { get; init; }
}

/// <summary>A refused handshake as TikTok sends it: HTTP 200 and two headers.</summary>
internal sealed record HandshakeFault
{
    /// <summary>Header Handshake-Msg, such as DEVICE_BLOCKED.</summary>
    public string Msg { get; init; } = "DEVICE_BLOCKED";

    /// <summary>Header Handshake-Status, such as 415.</summary>
    public string Status { get; init; } = "415";

    /// <summary>So many refusals, then well again; left out: until cleared.</summary>
    public int? Times { get; init; }
}
