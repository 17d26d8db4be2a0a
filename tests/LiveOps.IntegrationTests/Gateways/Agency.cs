using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace LiveOps.IntegrationTests.Gateways;

/// <summary>A Console with its servers, and people of two workspaces who use it.</summary>
internal sealed class Agency : IAsyncDisposable
{
    public static readonly Guid OtherWorkspace = Guid.Parse("5a000000-0000-7000-8000-0000000000f1");
    private readonly ManagedBroker _broker;
    private readonly string _database;

    private Agency(ManagedBroker broker, string virtualHost, string database) =>
        (_broker, VirtualHost, _database) = (broker, virtualHost, database);

    /// <summary>The broker as the services use it, with all rights.</summary>
    public string VirtualHost { get; }
    public ConsoleHost Console { get; private set; } = null!;

    /// <summary>An admin of <see cref="ConsoleHost.Workspace"/>.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public static async Task<Agency> StartAsync(SharedServers servers, ManagedBroker broker)
    {
        var agency = new Agency(
            broker,
            await broker.Server.CreateVirtualHostAsync(),
            await servers.CreateDatabaseAsync()
        );
        await agency.StartConsoleAsync();
        return agency;
    }

    public async Task StartConsoleAsync()
    {
        Console = await ConsoleHost.StartAsync(_database, VirtualHost, management: _broker.Server.ManagementUrl);
        Admin = await Console.SignedInAsync("admin");
    }

    public async Task StopConsoleAsync()
    {
        Admin.Dispose();
        await Console.DisposeAsync();
    }

    public Task<HttpClient> MemberAsync(string name, string role, Guid workspace) =>
        Console.MemberAsync(name, role, workspace);

    /// <summary>A code for a gateway.</summary>
    public static async Task<string> CodeAsync(HttpClient member, string gateway)
    {
        using var answer = await member.PostAsJsonAsync("/api/gateways/codes", new { gatewayId = gateway });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;
    }

    public async Task<HttpResponseMessage> EnrollAsync(string? code, string? gateway = null)
    {
        using var nobody = Console.Client();
        return await nobody.PostAsJsonAsync(
            "/api/gateways/enroll",
            new
            {
                code,
                gatewayId = gateway,
                machine = "PC",
            }
        );
    }

    /// <summary>Enrols without a gateway's program; the credentials are used by the test itself.</summary>
    public async Task<Uri> EnrolledAsync(HttpClient member, string gateway)
    {
        using var answer = await EnrollAsync(await CodeAsync(member, gateway));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var broker = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("broker");
        return new UriBuilder(broker.GetProperty("uri").GetString()!)
        {
            UserName = broker.GetProperty("user").GetString(),
            Password = broker.GetProperty("password").GetString(),
        }.Uri;
    }

    public async Task<JsonElement> GatewayAsync(string gateway) =>
        (await Admin.GetFromJsonAsync<JsonElement>("/api/gateways"))
            .EnumerateArray()
            .FirstOrDefault(one => one.GetProperty("gatewayId").GetString() == gateway);

    public static Task<IConnection> ConnectAsync(Uri broker) =>
        new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(
            TestContext.Current.CancellationToken
        );

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await StopConsoleAsync();
}
