using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Rules.Webhooks;

/// <summary>A customer's own server, on loopback: keeps every call and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private int _now;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    /// <summary>The most calls that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public int Port =>
        new Uri(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        ).Port;

    /// <param name="answer">What to answer to a call whose body has come; 200 by default.</param>
    /// <param name="certificate">For HTTPS.</param>
    public static async Task<Receiver> StartAsync(
        Func<HttpContext, ReceivedCall, Task>? answer = null,
        X509Certificate2? certificate = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (certificate is not null)
                        listen.UseHttps(certificate);
                }
            )
        );
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(http => receiver.TakeAsync(http, answer));
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>A certificate of a host that vouches for itself.</summary>
    public static X509Certificate2 Certificate(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public string Url(string path, string host = "127.0.0.1", string scheme = "http") =>
        $"{scheme}://{host}:{Port}{path}";

    /// <summary>The setting that allows this receiver under the given names.</summary>
    public Dictionary<string, string?> Allowed(params string[] hosts) =>
        hosts
            .Select((host, n) => (host, n))
            .ToDictionary(
                entry => $"Rules:Webhooks:AllowedPrivateHosts:{entry.n}",
                entry => (string?)$"{entry.host}:{Port}"
            );

    public async ValueTask DisposeAsync()
    {
        // Answers that never come must not hold the end up.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http, Func<HttpContext, ReceivedCall, Task>? answer)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var call = new ReceivedCall(
            http.Request.Headers["LiveOps-Call-Id"].ToString(),
            http.Request.Path,
            http.Request.Headers["LiveOps-Signature"].ToString(),
            body.ToArray()
        );
        lock (_lock)
            MostAtOnce = Math.Max(MostAtOnce, ++_now);
        Calls.Enqueue(call);
        try
        {
            if (answer is not null)
                await answer(http, call);
        }
        finally
        {
            lock (_lock)
                _now--;
        }
    }
}

/// <summary>A call as it came.</summary>
internal sealed record ReceivedCall(string Id, string Path, string Signature, byte[] Body);
