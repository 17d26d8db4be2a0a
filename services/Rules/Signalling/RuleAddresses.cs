using System.Security.Cryptography;
using System.Text;
using LiveOps.Rules.Deciding;
using Npgsql;

namespace LiveOps.Rules.Signalling;

/// <summary>
/// The secret addresses of rules. Whoever knows one can let the rule fire, and nothing else. The token is shown once;
/// what is kept is its hash.
/// </summary>
internal sealed class RuleAddresses(NpgsqlDataSource database)
{
    /// <summary>A new token for a rule and an account; the old one is worth nothing from here on.</summary>
    public async Task<string> RenewAsync(AccountKey key, Guid ruleId, string by, CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using var upsert = database.CreateCommand(
            """
            insert into rules.rule_addresses (token_hash, workspace_id, account_id, rule_id, created_by)
            values ($1, $2, $3, $4, $5)
            on conflict (rule_id, account_id) do update
            set token_hash = excluded.token_hash, created_at = now(), created_by = excluded.created_by
            """
        );
        upsert.Parameters.Add(new() { Value = Hash(token) });
        upsert.Parameters.Add(new() { Value = key.WorkspaceId });
        upsert.Parameters.Add(new() { Value = key.AccountId });
        upsert.Parameters.Add(new() { Value = ruleId });
        upsert.Parameters.Add(new() { Value = by });
        await upsert.ExecuteNonQueryAsync(cancellationToken);
        return token;
    }

    /// <returns>False when there was none.</returns>
    public async Task<bool> DeleteAsync(Guid workspaceId, Guid ruleId, CancellationToken cancellationToken)
    {
        await using var delete = database.CreateCommand(
            "delete from rules.rule_addresses where workspace_id = $1 and rule_id = $2"
        );
        delete.Parameters.Add(new() { Value = workspaceId });
        delete.Parameters.Add(new() { Value = ruleId });
        return await delete.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Whose address it is; null when nobody's.</summary>
    public async Task<(AccountKey Account, Guid RuleId)?> FindAsync(string token, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            "select workspace_id, account_id, rule_id from rules.rule_addresses where token_hash = $1"
        );
        select.Parameters.Add(new() { Value = Hash(token) });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new AccountKey(reader.GetGuid(0), reader.GetGuid(1)), reader.GetGuid(2))
            : null;
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
