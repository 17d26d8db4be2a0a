using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LiveOps.Hosting.Outbox;

/// <summary>Registers <see cref="PostgresOutbox"/> and its delivery.</summary>
public static class OutboxRegistration
{
    /// <summary>Adds the outbox of a service that owns <paramref name="schema"/> and has bus and database.</summary>
    public static IServiceCollection AddLiveOpsOutbox(this IServiceCollection services, string schema)
    {
        services.AddSingleton(new PostgresOutbox(schema));
        services.AddHostedService<OutboxDelivery>();
        return services;
    }
}

/// <summary>
/// Sends what the outbox holds, in order. One replica at a time does it (an advisory lock in the transaction), and a
/// row is deleted in the transaction that saw the broker's confirm: a crash in between sends it again, with the same
/// message id.
/// </summary>
internal sealed class OutboxDelivery(
    PostgresOutbox outbox,
    NpgsqlDataSource database,
    IBus bus,
    ILogger<OutboxDelivery> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverAsync(stoppingToken) > 0) { }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("Messages wait in the outbox of {Schema}: {Reason}", outbox.Schema, error.Message);
            }
            await Task.Delay(_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> DeliverAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await ReadAsync(connection, transaction, cancellationToken);
        foreach (var row in rows)
        {
            var type =
                typeof(LiveEvents).Assembly.GetType(row.Type)
                ?? throw new InvalidOperationException($"Outbox row {row.Id} holds the unknown message {row.Type}.");
            var message = JsonSerializer.Deserialize(row.Body, type, PostgresOutbox.Json)!;
            await bus.Publish(message, type, context => context.MessageId = row.MessageId, cancellationToken);
        }
        if (rows.Count > 0)
        {
            await using var delete = new NpgsqlCommand(
                $"delete from {outbox.Schema}.outbox where id = any($1)",
                connection,
                transaction
            );
            delete.Parameters.Add(new() { Value = rows.Select(row => row.Id).ToArray() });
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    private async Task<List<Row>> ReadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            $"""
            select id, message_id, type, body::text from {outbox.Schema}.outbox
            where pg_try_advisory_xact_lock(hashtext('liveops.outbox.{outbox.Schema}'))
            order by id limit 100
            """,
            connection,
            transaction
        );
        var rows = new List<Row>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3)));
        return rows;
    }

    private sealed record Row(long Id, Guid MessageId, string Type, string Body);
}
