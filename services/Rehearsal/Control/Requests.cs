using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveOps.Rehearsal.Control;

/// <summary>Starts a room. Everything is optional.</summary>
internal sealed record StartRequest
{
    /// <summary>Title of the LIVE.</summary>
    public string? Title { get; init; }

    /// <summary>Viewers to begin with; sent as a room statistic.</summary>
    public long? Viewers { get; init; }

    /// <summary>Pad messages to the sizes that TikTok's have (a gift 5.5 kB, a comment 2.8 kB).</summary>
    public bool? RealisticSize { get; init; }
}

/// <summary>Ends a LIVE.</summary>
internal sealed record StopRequest
{
    /// <summary>Send no control message: sockets stay open and silent, as happens at TikTok.</summary>
    public bool WithoutControlMessage { get; init; }
}

/// <summary>Who does something. A string is a handle.</summary>
[JsonConverter(typeof(ViewerRequestConverter))]
internal sealed record ViewerRequest
{
    /// <summary>TikTok's user id as a string or a number; made from the handle when left out.</summary>
    public long? Id { get; init; }

    /// <summary>The @handle.</summary>
    public string? Handle { get; init; }

    /// <summary>The name shown; the handle when left out.</summary>
    public string? Nickname { get; init; }
}

/// <summary>Gifts: distinct messages, or one streak.</summary>
internal sealed record GiftsRequest
{
    /// <summary>Name or id, Rose when left out. GET /api/gifts lists them.</summary>
    [JsonConverter(typeof(NameOrIdConverter))]
    public string? Gift { get; init; }

    /// <summary>Distinct gift messages, or the length of the streak. 1 to 1,000,000.</summary>
    public int Count { get; init; } = 1;

    /// <summary>One streak of <see cref="Count"/> units instead of single gifts.</summary>
    public bool Streak { get; init; }

    /// <summary>The giver; a regular of the room, in turn, when left out.</summary>
    public ViewerRequest? User { get; init; }

    /// <summary>Messages a second; all at once when left out. Paced ones run in the background.</summary>
    public double? PerSecond { get; init; }
}

internal sealed record CommentsRequest
{
    /// <summary>The text, 1 to 10,000 characters.</summary>
    public string? Text { get; init; }
    public ViewerRequest? User { get; init; }

    /// <summary>How many comments. 1 to 1,000,000.</summary>
    public int Count { get; init; } = 1;
    public double? PerSecond { get; init; }
}

internal sealed record LikesRequest
{
    /// <summary>Likes; sent in messages of at most 15, as TikTok does. 1 to 1,000,000.</summary>
    public int Count { get; init; } = 1;
    public ViewerRequest? User { get; init; }
    public double? PerSecond { get; init; }
}

/// <summary>Follows, shares or joins.</summary>
internal sealed record PeopleRequest
{
    public ViewerRequest? User { get; init; }

    /// <summary>How many, each by the next regular unless a user is named. 1 to 1,000,000.</summary>
    public int Count { get; init; } = 1;
    public double? PerSecond { get; init; }
}

internal sealed record ViewersRequest
{
    /// <summary>Viewers now.</summary>
    public long Viewers { get; init; }
}

internal sealed record BattleRequest
{
    /// <summary>glove (item card), vaultGlove, taskStart or taskSettle.</summary>
    public BattleForm Form { get; init; } = BattleForm.Glove;

    /// <summary>Score multiplier, 1 to 100.</summary>
    public int Multiplier { get; init; } = 5;

    /// <summary>Seconds that it lasts.</summary>
    public int DurationSeconds { get; init; } = 30;

    /// <summary>For the opponent instead of this room's host.</summary>
    public bool ForOpponent { get; init; }
}

internal enum BattleForm
{
    Glove,
    VaultGlove,
    TaskStart,
    TaskSettle,
}

internal sealed record EnvelopesRequest
{
    public int Coins { get; init; } = 100;
    public int People { get; init; } = 10;
    public ViewerRequest? User { get; init; }

    /// <summary>Also send the message that hides it again.</summary>
    public bool ThenHide { get; init; }
}

internal sealed record QuestionsRequest
{
    public string? Text { get; init; }
    public ViewerRequest? User { get; init; }
}

internal sealed record GoalsRequest
{
    public string Description { get; init; } = "Roses";
    public long Progress { get; init; } = 1;
    public long Target { get; init; } = 100;
    public ViewerRequest? User { get; init; }
}

internal sealed record SubscribesRequest
{
    public ViewerRequest? User { get; init; }

    /// <summary>Months subscribed.</summary>
    public int Months { get; init; } = 1;
}

/// <summary>Takes "handle" or {"id", "handle", "nickname"}.</summary>
internal sealed class ViewerRequestConverter : JsonConverter<ViewerRequest>
{
    public override ViewerRequest? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new ViewerRequest { Handle = reader.GetString() };
        }
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("user must be a handle or an object with id, handle and nickname.");
        }
        using var document = JsonDocument.ParseValue(ref reader);
        var user = new ViewerRequest();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            user = property.Name switch
            {
                "id" => user with { Id = IdOf(property.Value) },
                "handle" => user with { Handle = property.Value.GetString() },
                "nickname" => user with { Nickname = property.Value.GetString() },
                _ => throw new JsonException($"user has no field '{property.Name}': use id, handle and nickname."),
            };
        }
        return user;
    }

    public override void Write(Utf8JsonWriter writer, ViewerRequest value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Id is { } id)
        {
            writer.WriteString("id", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        writer.WriteString("handle", value.Handle);
        writer.WriteString("nickname", value.Nickname);
        writer.WriteEndObject();
    }

    private static long IdOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number > 0)
        {
            return number;
        }
        if (value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out var text) && text > 0)
        {
            return text;
        }
        throw new JsonException("user.id must be a positive 64-bit number or such a number as a string.");
    }
}

/// <summary>Takes a name or an id written as a string or as a number.</summary>
internal sealed class NameOrIdConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when reader.TryGetInt64(out var id) => id.ToString(
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => throw new JsonException("gift must be a name or an id."),
        };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
