using LiveOps.Hosting.Auditing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Ingestion.Settings;

/// <summary>What workspaces have set. Every change is told to the audit log in its own transaction.</summary>
internal sealed class SettingsStore(NpgsqlDataSource database, ChangeLog changes)
{
    private const string Columns =
        "workspace_id, connect_timeout_seconds, stall_seconds, first_pause_seconds, longest_pause_seconds, probe_seconds";

    /// <summary>Of all workspaces, for whoever connects their accounts.</summary>
    public async Task<Dictionary<Guid, OwnSettings>> AllAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand($"select {Columns} from ingestion.settings");
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<OwnSettings> FindAsync(Guid workspace, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            $"select {Columns} from ingestion.settings where workspace_id = $1"
        );
        command.Parameters.AddWithValue(workspace);
        return (await ReadAsync(command, cancellationToken)).GetValueOrDefault(workspace, OwnSettings.None);
    }

    /// <summary>Sets all of them anew: what is null goes back to what the installation has.</summary>
    public async Task PutAsync(Guid workspace, OwnSettings settings, Author by, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The row is there first, so that of two who save at once the second sees what the first did.
        await using var lockRow = new NpgsqlCommand(
            "insert into ingestion.settings (workspace_id) values ($1) on conflict (workspace_id) do update set workspace_id = $1",
            connection,
            transaction
        );
        lockRow.Parameters.AddWithValue(workspace);
        await lockRow.ExecuteNonQueryAsync(cancellationToken);
        OwnSettings before;
        await using (
            var select = new NpgsqlCommand(
                $"select {Columns} from ingestion.settings where workspace_id = $1",
                connection,
                transaction
            )
        )
        {
            select.Parameters.AddWithValue(workspace);
            before = (await ReadAsync(select, cancellationToken))[workspace];
        }
        if (before == settings)
        {
            await transaction.CommitAsync(cancellationToken);
            return;
        }
        await using var update = new NpgsqlCommand(
            """
            update ingestion.settings set connect_timeout_seconds = $2, stall_seconds = $3, first_pause_seconds = $4,
                longest_pause_seconds = $5, probe_seconds = $6
            where workspace_id = $1
            """,
            connection,
            transaction
        );
        update.Parameters.AddWithValue(workspace);
        foreach (double? value in Values(settings))
        {
            update.Parameters.AddWithValue(NpgsqlDbType.Double, (object?)value ?? DBNull.Value);
        }
        await update.ExecuteNonQueryAsync(cancellationToken);
        string action = settings == OwnSettings.None ? "connection settings reset" : "connection settings changed";
        await changes.AddAsync(
            transaction,
            workspace,
            by,
            new Change(action, "settings", workspace.ToString(), "TikTok") { Before = before, After = settings },
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    private static double?[] Values(OwnSettings settings) =>
        [
            settings.ConnectTimeoutSeconds,
            settings.StallSeconds,
            settings.FirstPauseSeconds,
            settings.LongestPauseSeconds,
            settings.ProbeSeconds,
        ];

    private static async Task<Dictionary<Guid, OwnSettings>> ReadAsync(
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<Guid, OwnSettings>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetGuid(0)] = new OwnSettings(
                Number(reader, 1),
                Number(reader, 2),
                Number(reader, 3),
                Number(reader, 4),
                Number(reader, 5)
            );
        }
        return found;
    }

    private static double? Number(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
