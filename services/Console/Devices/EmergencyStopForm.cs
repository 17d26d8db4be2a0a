using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.OpenApi;

namespace LiveOps.Console.Devices;

/// <summary>What to stop or to reset: at most one is said; none: everything of the workspace.</summary>
/// <param name="GatewayId">All boards of this gateway.</param>
/// <param name="BoardId">This board, 8 hex digits.</param>
/// <param name="AccountId">What this account moves.</param>
internal partial record EmergencyStopForm(string? GatewayId = null, string? BoardId = null, Guid? AccountId = null)
{
    /// <summary>
    /// What was said, whatever the request calls its body, and everything where it has none: a button that can do no more
    /// than POST has to stop too. Bound by hand, for the framework turns such a request away.
    /// </summary>
    /// <typeparam name="T">The form of a stop or of a reset.</typeparam>
    public static async ValueTask<(string? Fault, EmergencyStopScope? Scope)> ReadAsync<T>(HttpContext http)
        where T : EmergencyStopForm
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
            return (null, null);
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var form =
                body.Length == 0
                    ? null
                    : JsonSerializer.Deserialize<T>(
                        body.GetBuffer().AsSpan(0, (int)body.Length),
                        JsonSerializerOptions.Web
                    );
            return (Read(form, out var scope), scope);
        }
        catch (JsonException error)
        {
            return (
                $"The body must be JSON with one of gatewayId, boardId and accountId, or none: {error.Message}",
                null
            );
        }
    }

    /// <summary>What was said; null: everything.</summary>
    /// <param name="form">The body of the request; null where there was none.</param>
    /// <param name="scope">The part; null for everything.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Read(EmergencyStopForm? form, out EmergencyStopScope? scope)
    {
        scope = null;
        if (form is null or { GatewayId: null, BoardId: null, AccountId: null })
            return null;
        if (new object?[] { form.GatewayId, form.BoardId, form.AccountId }.Count(part => part is not null) > 1)
            return "Say one of gatewayId, boardId and accountId, or none of them for everything.";
        // Names are not looked up: one that was not heard of lately may be the very one that moves.
        if (form.GatewayId is { } gateway && !GatewayName().IsMatch(gateway))
            return "gatewayId is a gateway's short name: lower-case letters, digits and dashes.";
        if (form.BoardId is { } board && !BoardName().IsMatch(board))
            return "boardId is a board's own id: 8 hex digits.";
        scope = new EmergencyStopScope
        {
            GatewayId = form.GatewayId,
            BoardId = form.BoardId?.ToUpperInvariant(),
            AccountId = form.AccountId,
        };
        return null;
    }

    /// <summary>The body, as the API's document tells it.</summary>
    public static OpenApiRequestBody Described() =>
        new()
        {
            Description = "What to stop or to reset: one of these, or none for everything.",
            Required = false,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["gatewayId"] = Part("All boards of this gateway."),
                            ["boardId"] = Part("This board, 8 hex digits, whichever gateway it is on."),
                            ["accountId"] = Part("What this account moves, now and later.", "uuid"),
                        },
                    },
                },
            },
        };

    private static OpenApiSchema Part(string description, string? format = null) =>
        new()
        {
            Type = JsonSchemaType.String | JsonSchemaType.Null,
            Format = format,
            Description = description,
        };

    [GeneratedRegex("^[a-z0-9-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex GatewayName();

    [GeneratedRegex("^[0-9A-Fa-f]{8}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex BoardName();
}

/// <summary>The same for a reset, which takes nothing that it does not know: a slip must not release everything.</summary>
/// <param name="GatewayId">As for a stop.</param>
/// <param name="BoardId">As for a stop.</param>
/// <param name="AccountId">As for a stop.</param>
/// <param name="Confirm">What a gateway's own page asks for; it may come along and says nothing here.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EmergencyResetForm(
    string? GatewayId = null,
    string? BoardId = null,
    Guid? AccountId = null,
    string? Confirm = null
) : EmergencyStopForm(GatewayId, BoardId, AccountId);
