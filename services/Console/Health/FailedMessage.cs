using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace LiveOps.Console.Health;

/// <summary>
/// A message that a service gave up on. Of its content only ids are told: who reads this runs the installation and need
/// not know what viewers wrote.
/// </summary>
/// <param name="Id">Names it among those of its queue: the message's own id, or what its bytes hash to.</param>
/// <param name="Type">The message's name, for example <c>LiveEvents</c>; null where it cannot be read.</param>
/// <param name="Reason">What went wrong, in the service's words, shortened.</param>
/// <param name="Exception">The kind of fault: a type's name.</param>
/// <param name="Consumer">The part of the service that failed: a type's name.</param>
/// <param name="Place">Where in the program: the first line of ours in the stack trace.</param>
/// <param name="SentAt">When it was sent, UTC.</param>
/// <param name="FailedAt">When it was given up, UTC.</param>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="AccountId">The account that it is about.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record FailedMessage(
    string Id,
    string? Type,
    string? Reason,
    string? Exception,
    string? Consumer,
    string? Place,
    DateTimeOffset? SentAt,
    DateTimeOffset? FailedAt,
    Guid? WorkspaceId,
    Guid? AccountId,
    int Bytes
)
{
    private const int LongestReason = 500;

    /// <summary>What is known of a message as the broker gave it.</summary>
    public static FailedMessage Of(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        var content = Read(body);
        return new FailedMessage(
            IdOf(properties, body),
            content.Type,
            Short(Header(properties, "MT-Fault-Message") ?? Header(properties, "MT-Reason")),
            NameOf(Header(properties, "MT-Fault-ExceptionType")),
            NameOf(Header(properties, "MT-Fault-ConsumerType")),
            PlaceOf(Header(properties, "MT-Fault-StackTrace")),
            content.SentAt,
            DateTimeOffset.TryParse(
                Header(properties, "MT-Fault-Timestamp"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at
            )
                ? at
                : null,
            content.Workspace,
            content.Account,
            body.Length
        );
    }

    /// <summary>The message's own id; of one without, what it hashes to.</summary>
    public static string IdOf(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body) =>
        properties.MessageId is { Length: > 0 and <= 100 } id
            ? id
            : Convert.ToHexStringLower(SHA256.HashData(body.Span))[..32];

    /// <summary>What was added when it failed: a message that is sent again starts anew.</summary>
    public static bool IsOfFailure(string header) =>
        header.StartsWith("MT-Fault-", StringComparison.Ordinal)
        || header.StartsWith("MT-Host-", StringComparison.Ordinal)
        || header.StartsWith("x-", StringComparison.Ordinal)
        || header is "MT-Reason" or "MT-Redelivery-Count";

    private static (string? Type, DateTimeOffset? SentAt, Guid? Workspace, Guid? Account) Read(
        ReadOnlyMemory<byte> body
    )
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            var root = envelope.RootElement;
            var message = root.GetProperty("message");
            var urn = root.TryGetProperty("messageType", out var types) ? types[0].GetString() : null;
            DateTimeOffset? sent =
                root.TryGetProperty("sentTime", out var time) && time.TryGetDateTimeOffset(out var at) ? at : null;
            return (urn?[(urn.LastIndexOf(':') + 1)..], sent, IdIn(message, "workspaceId"), IdIn(message, "accountId"));
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or IndexOutOfRangeException
            )
        {
            return default;
        }
    }

    private static Guid? IdIn(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.TryGetGuid(out var id)
            ? id
            : null;

    private static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true
            ? value switch
            {
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                string text => text,
                _ => null,
            }
            : null;

    private static string? Short(string? text) =>
        text is { Length: > LongestReason } ? $"{text[..LongestReason]}…" : text;

    private static string? NameOf(string? type) => type?.Split('.')[^1];

    private static string? PlaceOf(string? stack)
    {
        var line = stack
            ?.Split('\n')
            .Select(one => one.Trim())
            .FirstOrDefault(one => one.StartsWith("at LiveOps.", StringComparison.Ordinal));
        // Without the folder that the program was built in.
        return line?["at ".Length..].Split(" in ")[0];
    }
}
