using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Importing;

/// <summary>Which accounts of the workspace the accounts of a file are: those with the same handle.</summary>
internal sealed class ImportedAccounts(NpgsqlDataSource database, ImportSource source, ImportSettings settings)
{
    private const int NameLimit = 200;

    /// <summary>By the id in the file.</summary>
    public async Task<Dictionary<long, Guid>> MapAsync(
        SqliteFile file,
        ImportReport report,
        CancellationToken cancellationToken
    )
    {
        var known = await KnownAsync(cancellationToken);
        var accounts = new Dictionary<long, Guid>();
        var table = report.Of("accounts");
        foreach (var row in file.Rows("accounts", ["id", "username"], "id"))
        {
            table.Read++;
            if (
                SqliteFile.Long(row, 0) is not { } id
                || SqliteFile.Text(row, 1, NameLimit)?.Trim().TrimStart('@') is not { Length: > 0 } name
            )
            {
                table.Skip("it has no id or no name");
                continue;
            }
            if (settings.AccountId is { } chosen)
                accounts[id] = chosen;
            else if (known.TryGetValue(name, out var account))
                accounts[id] = account;
            else
            {
                accounts[id] = known[name] = await MakeAsync(name, cancellationToken);
                table.New++;
                report.Notes.Add(
                    $"The account @{name} is not in this workspace: its history is kept as account {accounts[id]}, and stays there. Lists and exports take that id as accountId."
                );
                continue;
            }
            table.Known++;
        }
        return accounts;
    }

    private async Task<Dictionary<string, Guid>> KnownAsync(CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            "select handle, account_id from analytics.audiences where workspace_id = $1 and account_id is not null and handle is not null"
        );
        select.Parameters.With(source.WorkspaceId);
        var known = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            known[row.GetString(0).TrimStart('@')] = row.GetGuid(1);
        return known;
    }

    private async Task<Guid> MakeAsync(string name, CancellationToken cancellationToken)
    {
        var id = source.AccountId(name);
        await using var insert = database.CreateCommand(
            """
            insert into analytics.audiences (workspace_id, account_id, handle) values ($1, $2, $3)
            on conflict (workspace_id, account_id) do nothing
            """
        );
        insert.Parameters.With(source.WorkspaceId).With(id).With(name);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }
}
