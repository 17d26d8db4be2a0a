using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LiveOps.Hosting.Database;

/// <summary>Applies embedded SQL files in order of their number, each once and in its own transaction.</summary>
public sealed class SqlMigrator(NpgsqlDataSource database, MigrationSet set, ILogger<SqlMigrator> log)
{
    private const int PatienceSeconds = 60;

    /// <summary>Brings the schema up to date. Safe to call from many replicas at once.</summary>
    /// <returns>How many migrations were applied now.</returns>
    /// <exception cref="InvalidOperationException">A migration that was applied has changed since.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenPatientlyAsync(cancellationToken);
        // The lock belongs to the session: a replica that dies lets go of it.
        await ExecuteAsync(connection, $"select pg_advisory_lock(hashtext('liveops.{set.Schema}'))", cancellationToken);
        try
        {
            await ExecuteAsync(
                connection,
                $"""
                create schema if not exists {set.Schema};
                create table if not exists {set.Schema}.migrations
                    (name text primary key, checksum text not null, applied_at timestamptz not null default now());
                """,
                cancellationToken
            );
            var applied = await ReadAppliedAsync(connection, cancellationToken);
            var count = 0;
            foreach (var (name, sql) in Read())
            {
                var checksum = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
                if (applied.TryGetValue(name, out var known))
                {
                    if (known != checksum)
                        throw new InvalidOperationException(
                            $"Migration {set.Schema}/{name} was applied and has changed since. Put it back and add a new one."
                        );
                    continue;
                }
                await ApplyAsync(connection, name, sql, checksum, cancellationToken);
                count++;
            }
            return count;
        }
        finally
        {
            await ExecuteAsync(
                connection,
                $"select pg_advisory_unlock(hashtext('liveops.{set.Schema}'))",
                CancellationToken.None
            );
        }
    }

    private IEnumerable<(string Name, string Sql)> Read()
    {
        const string folder = ".Migrations.";
        foreach (
            var resource in set
                .Assembly.GetManifestResourceNames()
                .Where(name => name.Contains(folder) && name.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(set.Assembly.GetManifestResourceStream(resource)!);
            yield return (
                resource[(resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..],
                reader.ReadToEnd()
            );
        }
    }

    private async Task ApplyAsync(
        NpgsqlConnection connection,
        string name,
        string sql,
        string checksum,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, sql, cancellationToken);
        await using var record = new NpgsqlCommand(
            $"insert into {set.Schema}.migrations (name, checksum) values ($1, $2)",
            connection
        );
        record.Parameters.Add(new() { Value = name });
        record.Parameters.Add(new() { Value = checksum });
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        log.LogInformation("Applied migration {Schema}/{Migration}", set.Schema, name);
    }

    private async Task<Dictionary<string, string>> ReadAppliedAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand($"select name, checksum from {set.Schema}.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied[reader.GetString(0)] = reader.GetString(1);
        return applied;
    }

    /// <summary>A database that starts together with the service gets a minute to come up.</summary>
    private async Task<NpgsqlConnection> OpenPatientlyAsync(CancellationToken cancellationToken)
    {
        for (var second = 0; ; second++)
        {
            try
            {
                return await database.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException error) when (error.IsTransient && second < PatienceSeconds)
            {
                log.LogWarning("PostgreSQL does not answer yet ({Reason}); trying again", error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
