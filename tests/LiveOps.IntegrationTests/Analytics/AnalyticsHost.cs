using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using LiveOps.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Database;
using LiveOps.IntegrationTests.Hosting;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>The whole service in this process, with its own database and virtual host.</summary>
internal sealed class AnalyticsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    // One for each host: the token library remembers keys for the whole process, also those of a host that is gone.
    private readonly ECDsa _key;

    private AnalyticsHost(WebApplication app, string database, ECDsa key)
    {
        _app = app;
        _key = key;
        Database = NpgsqlDataSource.Create(database);
    }

    public NpgsqlDataSource Database { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Tokens that are signed with it are accepted.</summary>
    public ECDsa Key => _key;

    public string Url => _app.Urls.First();

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    /// <summary>With a database and a virtual host of its own.</summary>
    public static async Task<AnalyticsHost> StartAsync(
        SharedServers servers,
        params (string Key, string Value)[] settings
    ) => await StartAsync(await DatabaseAsync(servers), await servers.CreateVirtualHostAsync(), settings);

    /// <summary>
    /// A new database with the empty books in it: a copy, which is made faster than the books. Tests that are about the
    /// start of the service, or of its migrations, take an empty one.
    /// </summary>
    public static Task<string> DatabaseAsync(SharedServers servers) =>
        servers.CreateDatabaseAsync(
            "analytics",
            async connection =>
            {
                await using var database = NpgsqlDataSource.Create(connection);
                var migrations = new MigrationSet("analytics", typeof(AnalyticsModule).Assembly);
                await new SqlMigrator(database, migrations, NullLogger<SqlMigrator>.Instance).MigrateAsync(
                    TestContext.Current.CancellationToken
                );
            }
        );

    public static async Task<AnalyticsHost> StartAsync(
        string database,
        string rabbit,
        params (string Key, string Value)[] settings
    )
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:liveops", database),
            new("ConnectionStrings:rabbit", rabbit),
            new("Auth:PublicKey", PublicKeyOf(key)),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
        ]);
        builder.AddLiveOpsDefaults("analytics");
        builder.AddLiveOpsDatabase("analytics", typeof(AnalyticsModule).Assembly);
        builder.AddAnalytics();
        builder.Logging.LogToTest();
        var app = builder.Build();
        app.MapLiveOpsDefaults();
        app.MapAnalytics();
        await app.StartAsync();
        var host = new AnalyticsHost(app, database, key);
        await app
            .Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        return host;
    }

    public static string PublicKeyOf(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>A client that is signed in as a member of the workspace.</summary>
    public HttpClient Client(Guid workspace, string role = "Manager")
    {
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "liveops",
                Audience = "liveops",
                Subject = new ClaimsIdentity([
                    new("sub", "1"),
                    new("name", "tester"),
                    new("ws", workspace.ToString()),
                    new("role", role),
                ]),
                SigningCredentials = new(new ECDsaSecurityKey(_key), SecurityAlgorithms.EcdsaSha256),
            }
        );
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public Task PublishAsync(LiveEvents message) =>
        Bus.Publish(message, context => context.SetRoutingKey(AccountBucket.Of(message.AccountId)));

    public async Task<T> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        // No row yet, or null: what is waited for has not come.
        return await command.ExecuteScalarAsync() is T value ? value : default!;
    }

    public async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(
                parameter is null
                    ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }
                    : new() { Value = parameter }
            );
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Waits until the query gives the value; fails with the last one it gave.</summary>
    public async Task EventuallyAsync<T>(T expected, string sql, params object[] parameters)
    {
        T? last = default;
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                last = await QueryAsync<T>(sql, parameters);
                if (Equals(last, expected))
                    return;
            }
            catch (NpgsqlException error) when (error.IsTransient)
            {
                // The database is being killed on purpose.
            }
            await Task.Delay(100);
        }
        last.ShouldBe(expected);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
        _key.Dispose();
    }
}
