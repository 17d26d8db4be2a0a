using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.PassingThrough;

/// <summary>
/// What a screen asks of viewer profiles over its socket. It is the same request as over HTTP, with the member's own
/// token: Analytics checks role and workspace as it does there.
/// </summary>
internal sealed class ViewerCalls(IConfiguration configuration, IOptions<ConsoleOptions> options) : IDisposable
{
    private const int MostProblem = 1_000;

    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        }
    );

    /// <exception cref="HubException">Why not, in words for the member.</exception>
    public async Task<JsonElement> SendAsync(
        HttpMethod method,
        string? user,
        Guid? accountId,
        JsonElement? changes,
        AuthenticationHeaderValue? token,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(user) || user is "." or "..")
            throw new HubException("Name the viewer: \"user\" is a @handle or a numeric id.");
        if (ServiceAddress.Read(configuration, "analytics") is not { } service)
            throw new HubException("The service analytics is not set up.");
        var path =
            $"/api/viewer-profiles/{Uri.EscapeDataString(user)}{(accountId is null ? "" : $"?accountId={accountId}")}";
        using var request = new HttpRequestMessage(method, new Uri(service, path));
        request.Headers.Authorization = token;
        if (changes is { } body)
            request.Content = new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(options.Value.ForwardTimeoutSeconds));
        try
        {
            using var response = await _client.SendAsync(request, patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new HubException(ReasonOf(text));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            throw new HubException(Forwarder.WhatStillWorks("analytics"));
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Title, detail and errors of a problem, as one text.</summary>
    private static string ReasonOf(string problem)
    {
        try
        {
            var body = JsonElement.Parse(problem);
            var parts = new List<string>();
            foreach (var name in new[] { "title", "detail" })
                if (body.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String)
                    parts.Add(part.GetString()!);
            if (body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object)
                parts.AddRange(
                    errors
                        .EnumerateObject()
                        .Select(error => $"{error.Name} {string.Join(' ', error.Value.EnumerateArray())}")
                );
            var reason = string.Join(" - ", parts);
            return reason.Length > MostProblem ? reason[..MostProblem] : reason;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return "Analytics refused it without a reason.";
        }
    }
}
