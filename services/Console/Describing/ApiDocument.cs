using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LiveOps.Console.Describing;

/// <summary>
/// <c>GET /openapi.json</c>: the API of this origin, put together from what each service says of its own. What a service
/// said last is kept while it is away.
/// </summary>
internal sealed class ApiDocument(
    Services services,
    [FromKeyedServices("v1")] IOpenApiDocumentProvider own,
    TimeProvider clock,
    ILogger<ApiDocument> log
) : IDisposable
{
    private static readonly TimeSpan _fresh = TimeSpan.FromMinutes(1);

    // A service that was away is asked again soon.
    private static readonly TimeSpan _freshWithout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);
    private Made? _made;

    public static async Task<IResult> Handle(
        [FromServices] ApiDocument document,
        CancellationToken cancellationToken
    ) => Results.Text((await document.ReadAsync(cancellationToken)).ToJsonString(_written), "application/json");

    private static readonly JsonSerializerOptions _written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The document. Not to be changed.</summary>
    public async Task<JsonObject> ReadAsync(CancellationToken cancellationToken)
    {
        if (_made is { } made && clock.GetUtcNow() < made.Until)
            return made.Document;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_made is { } meanwhile && clock.GetUtcNow() < meanwhile.Until)
                return meanwhile.Document;
            var asked = await Task.WhenAll(services.SetUp.Select(service => AskAsync(service, cancellationToken)));
            foreach (var (service, text) in asked)
                if (text is not null)
                    _said[service] = text;
            string[] away = [.. asked.Where(answer => answer.Text is null).Select(answer => answer.Service)];
            var parts = new List<ApiPart>
            {
                new("console", JsonNode.Parse(await OwnAsync(cancellationToken))!.AsObject()),
            };
            foreach (var service in services.SetUp)
                if (_said.TryGetValue(service, out var text))
                    parts.Add(new(service, JsonNode.Parse(text)!.AsObject()));
            var document = ApiMerge.Of(parts, away);
            _made = new Made(document, clock.GetUtcNow() + (away.Length > 0 ? _freshWithout : _fresh));
            return document;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<string> OwnAsync(CancellationToken cancellationToken)
    {
        var document = await own.GetOpenApiDocumentAsync(cancellationToken);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken);
    }

    private async Task<(string Service, string? Text)> AskAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            var (status, text) = await services.AskAsync(
                service,
                "/openapi/v1.json",
                Services.DocumentPatience,
                cancellationToken
            );
            if (status == System.Net.HttpStatusCode.OK && JsonNode.Parse(text) is JsonObject)
                return (service, text);
            log.LogWarning("{Service} gives no API document: status {Status}", service, status);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            log.LogInformation("{Service} gives no API document: {Reason}", service, error.Message);
        }
        return (service, null);
    }

    private sealed record Made(JsonObject Document, DateTimeOffset Until);
}
