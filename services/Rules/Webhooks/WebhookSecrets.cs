using System.Buffers.Text;
using System.Security.Cryptography;
using LiveOps.Hosting.Secrets;
using LiveOps.Hosting.Webhooks;
using Npgsql;

namespace LiveOps.Rules.Webhooks;

/// <summary>What the calls of a workspace are signed with. A secret is told once, when it is made.</summary>
internal sealed class WebhookSecrets(NpgsqlDataSource database, SecretBox box)
{
    /// <summary>How long calls carry the older signature too, so that receivers can change over.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>Secrets that may be valid at a time; each makes the header longer.</summary>
    public const int Most = 5;

    /// <summary>What becomes of a call whose secret does not open: unsigned, it would look like a forgery.</summary>
    public static readonly WebhookResult Unreadable = WebhookResult.Later(
        "The workspace's secret cannot be read: rotate it, or tell the operator."
    );

    private const string Purpose = "webhook-signing";

    /// <summary>The secrets to sign with now, the current one first; none before the first was made.</summary>
    /// <exception cref="CryptographicException">The current one was sealed with another key than this service has.</exception>
    public async Task<IReadOnlyList<string>> ValidAsync(Guid workspace, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            """
            select sealed from rules.webhook_secrets
            where workspace_id = $1 and (valid_until is null or valid_until > now()) order by created_at desc
            """
        );
        select.Parameters.Add(new() { Value = workspace });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var secrets = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            try
            {
                secrets.Add(
                    box.Open(Purpose, workspace, await reader.GetFieldValueAsync<byte[]>(0, cancellationToken))
                );
            }
            catch (CryptographicException) when (secrets.Count > 0)
            {
                // An older one whose key is lost: the current one, made since, signs.
            }
        return secrets;
    }

    /// <summary>What can be told of the secrets of a workspace.</summary>
    /// <returns>Null when it has none.</returns>
    public async Task<WebhookSecretView?> FindAsync(Guid workspace, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            """
            select created_at, created_by, valid_until from rules.webhook_secrets
            where workspace_id = $1 and (valid_until is null or valid_until > now()) order by created_at desc
            """
        );
        select.Parameters.Add(new() { Value = workspace });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var (at, by) = (await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken), reader.GetString(1));
        var older = new List<DateTimeOffset>();
        while (await reader.ReadAsync(cancellationToken))
            older.Add(await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken));
        return new WebhookSecretView(at, by, older);
    }

    /// <summary>Makes the first secret, or another one; the current one then stays valid for <see cref="Overlap"/>.</summary>
    /// <returns>The secret itself; null when there are <see cref="Most"/> already.</returns>
    public async Task<string?> RotateAsync(Guid workspace, string by, CancellationToken cancellationToken)
    {
        var secret = $"whsec_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // Two people who rotate at once do it one after the other.
        Add(
            batch,
            "select pg_advisory_xact_lock(hashtextextended('liveops.rules.webhook-secret ' || $1, 0))",
            $"{workspace}"
        );
        Add(
            batch,
            "update rules.webhook_secrets set valid_until = now() + $2 where workspace_id = $1 and valid_until is null",
            workspace,
            Overlap
        );
        Add(
            batch,
            """
            insert into rules.webhook_secrets (secret_id, workspace_id, sealed, created_at, created_by)
            values ($1, $2, $3, clock_timestamp(), $4)
            """,
            Guid.CreateVersion7(),
            workspace,
            box.Seal(Purpose, workspace, secret),
            by
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await using var count = new NpgsqlCommand(
            "select count(*) from rules.webhook_secrets where workspace_id = $1 and (valid_until is null or valid_until > now())",
            connection,
            transaction
        );
        count.Parameters.Add(new() { Value = workspace });
        if ((long)(await count.ExecuteScalarAsync(cancellationToken))! > Most)
            return null;
        await transaction.CommitAsync(cancellationToken);
        return secret;
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}

/// <summary>The secrets of a workspace, without them.</summary>
/// <param name="CreatedAt">When the current one was made.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="OlderValidUntil">Until when each older one is still signed with, latest first.</param>
internal sealed record WebhookSecretView(
    DateTimeOffset CreatedAt,
    string CreatedBy,
    IReadOnlyList<DateTimeOffset> OlderValidUntil
);
