using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.PassingThrough;

/// <summary>
/// Hands a request to another service and its answer back, as a stream: nothing is held in memory, so server-sent
/// events pass as they come.
/// </summary>
internal sealed class Forwarder(
    IConfiguration configuration,
    IOptions<ConsoleOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<Forwarder> log
) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        }
    );

    public async Task ForwardAsync(HttpContext http, Destination destination)
    {
        var address = ServiceAddress.Read(configuration, destination.Service);
        if (address is null)
        {
            await Absent(destination.Service).ExecuteAsync(http);
            return;
        }
        if (Target(address, destination, http.Request) is not { } target)
        {
            await Results
                .Problem("The path leads out of the service.", statusCode: 400, title: "Bad path")
                .ExecuteAsync(http);
            return;
        }

        using var request = Request(http, target, destination.WithToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            lifetime.ApplicationStopping
        );
        // Limits the wait for the answer's head only: a stream may last for hours.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(options.Value.ForwardTimeoutSeconds));
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, patience.Token);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            if (http.RequestAborted.IsCancellationRequested)
                return;
            log.LogWarning("{Service} does not answer: {Reason}", destination.Service, error.Message);
            await Away(destination.Service, error is OperationCanceledException).ExecuteAsync(http);
            return;
        }
        using (response)
            await CopyAsync(response, http, ended.Token);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The address behind a path of this origin; null for a path that would leave the service's prefix.</summary>
    internal static Uri? Target(Uri service, Destination destination, HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        if (!path.StartsWith(destination.From, StringComparison.OrdinalIgnoreCase))
            return null;
        var target = new Uri(service, destination.To + path[destination.From.Length..] + request.QueryString);
        // Uri resolves dots that came in twice encoded: the result has to be inside still.
        return
            target.AbsolutePath.StartsWith(destination.To, StringComparison.Ordinal)
            && (
                target.AbsolutePath.Length == destination.To.Length || target.AbsolutePath[destination.To.Length] == '/'
            )
            ? target
            : null;
    }

    /// <summary>What still works without a service, in words for the operator.</summary>
    internal static string WhatStillWorks(string service) =>
        service switch
        {
            "ingestion" =>
                "No new events arrive. Statistics, rules, device tests and the emergency stop still work; events are not lost if Ingestion is only restarting.",
            "rules" =>
                "Rules cannot be read or changed here. Events still arrive and are kept; the emergency stop still works.",
            "analytics" =>
                "Totals and history cannot be read. The live feed, the devices and the emergency stop still work; events wait in their queue and are counted later.",
            _ => "Everything else still works.",
        };

    private static HttpRequestMessage Request(HttpContext http, Uri target, bool withToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(http.Request.Method), target)
        {
            Version = HttpVersion.Version11,
        };
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
            request.Content = new StreamContent(http.Request.Body);
        foreach (var (name, values) in ForwardedHeaders.OfRequest(http.Request.Headers))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        if (http.Connection.RemoteIpAddress is { } caller)
            request.Headers.Add("X-Forwarded-For", caller.ToString());
        if (withToken)
            request.Headers.Authorization = ForwardedHeaders.Token(http.Request);
        return request;
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext http, CancellationToken ended)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in ForwardedHeaders.OfResponse(response))
            http.Response.Headers[name] = values.ToArray();
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ended);
            var buffer = new byte[16 * 1024];
            int read;
            await http.Response.StartAsync(ended);
            while ((read = await body.ReadAsync(buffer, ended)) > 0)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), ended);
                await http.Response.Body.FlushAsync(ended);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            // The head is gone out already: only a cut connection can say that the body is not whole.
            http.Abort();
        }
    }

    private static IResult Away(string service, bool tooSlow) =>
        Results.Problem(
            $"{WhatStillWorks(service)} It is started again by itself; try again in a few seconds, or look at its log.",
            statusCode: tooSlow ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
            title: tooSlow ? $"The service {service} did not answer in time" : $"The service {service} is away",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["service"] = service }
        );

    private static IResult Absent(string service) =>
        Results.Problem(
            $"Set services__{service}__http__0 to its address to use it here. {WhatStillWorks(service)}",
            statusCode: StatusCodes.Status404NotFound,
            title: $"The service {service} is not set up",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["service"] = service }
        );
}
