using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.DeviceGateway;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.RoutingBoards;

/// <summary>
/// Writes every gateway's last word to the database and reads it back at start, so that a restarted replica knows
/// the boards before the gateways speak again.
/// </summary>
internal sealed class GatewayMemory(
    GatewayDirectory directory,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<GatewayMemory> log
) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
    private readonly Dictionary<(Guid, string), DateTimeOffset> _written = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand("select seen_at, status::text from rules.gateways");
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var status = JsonSerializer.Deserialize<GatewayStatus>(reader.GetString(1), _json)!;
            var seenAt = await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken);
            directory.Remember(new KnownGateway(status, seenAt));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("The boards' state is not written down: {Reason}", error.Message);
            }
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var gateway in directory.All())
        {
            var key = (gateway.Status.WorkspaceId, gateway.Status.GatewayId);
            if (_written.GetValueOrDefault(key) == gateway.SeenAt)
                continue;
            await using var upsert = database.CreateCommand(
                """
                insert into rules.gateways as known (workspace_id, gateway_id, seen_at, status) values ($1, $2, $3, $4)
                on conflict (workspace_id, gateway_id) do update set seen_at = excluded.seen_at, status = excluded.status
                where known.seen_at < excluded.seen_at
                """
            );
            upsert.Parameters.Add(new() { Value = gateway.Status.WorkspaceId });
            upsert.Parameters.Add(new() { Value = gateway.Status.GatewayId });
            upsert.Parameters.Add(new() { Value = gateway.SeenAt.ToUniversalTime() });
            upsert.Parameters.Add(
                new() { Value = JsonSerializer.Serialize(gateway.Status, _json), NpgsqlDbType = NpgsqlDbType.Jsonb }
            );
            await upsert.ExecuteNonQueryAsync(cancellationToken);
            _written[key] = gateway.SeenAt;
        }
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
