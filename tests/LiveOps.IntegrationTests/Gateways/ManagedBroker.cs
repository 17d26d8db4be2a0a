using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Gateways;

/// <summary>One RabbitMQ with its management API for the tests of a class.</summary>
public sealed class ManagedBroker : IAsyncLifetime
{
    public RabbitServer Server { get; } = new() { Management = true };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await Server.StartAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
