using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Hosting.Outbox;

/// <summary>
/// Where a row and a message must agree: the message is written in the row's transaction and sent after the commit,
/// at least once and in order. Never for the ingestion hot path.
/// </summary>
/// <remarks>
/// The service's migrations create the table:
/// <code>create table {schema}.outbox (id bigint generated always as identity primary key, message_id uuid not null,
/// type text not null, body jsonb not null, created_at timestamptz not null default now());</code>
/// </remarks>
public sealed class PostgresOutbox(string schema)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    internal string Schema => schema;

    /// <summary>Adds a message of <c>LiveOps.Contracts</c> to the transaction.</summary>
    /// <param name="transaction">The transaction that also writes the row.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageId">Names the message for consumers that deduplicate; a new one by default.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task AddAsync<T>(
        NpgsqlTransaction transaction,
        T message,
        Guid? messageId = null,
        CancellationToken cancellationToken = default
    )
        where T : class
    {
        await using var insert = new NpgsqlCommand(
            $"insert into {schema}.outbox (message_id, type, body) values ($1, $2, $3)",
            transaction.Connection,
            transaction
        );
        insert.Parameters.Add(new() { Value = messageId ?? Guid.CreateVersion7() });
        insert.Parameters.Add(new() { Value = typeof(T).FullName });
        insert.Parameters.Add(
            new() { Value = JsonSerializer.Serialize(message, Json), NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
