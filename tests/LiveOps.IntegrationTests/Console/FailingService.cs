using System.Collections.Concurrent;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Hosting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Console;

/// <summary>A service with one queue that gives up on messages while <see cref="Fails"/> says so, and counts the others.</summary>
internal sealed class FailingService : IAsyncDisposable
{
    public const string Queue = "trial.points";
    private readonly WebApplication _app;

    private FailingService(WebApplication app) => _app = app;

    public bool Fails { get; set; } = true;

    /// <summary>How often each grant was taken.</summary>
    public ConcurrentDictionary<Guid, int> Taken { get; } = new();

    /// <summary>What messages that were taken still said of an earlier failure.</summary>
    public ConcurrentQueue<string> OfFailures { get; } = new();

    public static async Task<FailingService> StartAsync(string broker)
    {
        FailingService service = null!;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:rabbit"] = broker, ["urls"] = "http://127.0.0.1:0" }
        );
        builder.AddLiveOpsDefaults("trial", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddLiveOpsBus(
            null,
            (_, rabbit) =>
                rabbit.ReceiveEndpoint(
                    Queue,
                    endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.Handler<PointsGranted>(c => service.Take(c));
                    }
                )
        );
        var app = builder.Build();
        service = new FailingService(app);
        await app.StartAsync();
        await app
            .Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60));
        return service;
    }

    /// <summary>Sends a grant for a viewer with a name that nobody who runs the installation need read.</summary>
    public async Task<Guid> GrantAsync(Guid workspace)
    {
        var id = Guid.NewGuid();
        await _app
            .Services.GetRequiredService<IBus>()
            .Publish(Grant(id, workspace))
            .WaitAsync(TimeSpan.FromSeconds(30));
        return id;
    }

    private static PointsGranted Grant(Guid id, Guid workspace) =>
        new()
        {
            GrantId = id,
            WorkspaceId = workspace,
            AccountId = Studio.Account,
            RuleId = Guid.NewGuid(),
            UserId = 7_001,
            Points = 5,
            Reason = "a very private reason",
            At = DateTimeOffset.UtcNow,
        };

    private Task Take(ConsumeContext<PointsGranted> context)
    {
        if (Fails)
            throw new InvalidOperationException("The points are out of order.");
        foreach (var (name, _) in context.ReceiveContext.TransportHeaders.GetAll())
            if (name.StartsWith("MT-Fault", StringComparison.Ordinal) || name == "MT-Reason")
                OfFailures.Enqueue(name);
        Taken.AddOrUpdate(context.Message.GrantId, 1, (_, times) => times + 1);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
