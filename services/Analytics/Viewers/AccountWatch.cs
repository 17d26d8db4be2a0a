using System.Collections.Concurrent;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Viewers;

/// <summary>
/// Keeps what Ingestion says of an account: its handle and its time zone. Ingestion repeats it every 5 s, so nothing
/// waits for this service while it is away.
/// </summary>
internal sealed class AccountWatch(NpgsqlDataSource database, Audiences audiences)
{
    private const string Sql = """
        update analytics.audiences set handle = $3, time_zone = coalesce($4, time_zone)
        where workspace_id = $1 and account_id = $2
            and (handle is distinct from $3 or time_zone is distinct from coalesce($4, time_zone))
        """;

    private readonly ConcurrentDictionary<Guid, (string Handle, string? TimeZone)> _known = new();

    public async Task KeepAsync(AccountConnectionChanged account, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(account.TimeZone ?? "", out _) ? account.TimeZone : null;
        if (_known.TryGetValue(account.AccountId, out var known) && known == (account.Handle, zone))
            return;
        await audiences.EnsureAsync([(account.WorkspaceId, account.AccountId)], cancellationToken);
        await using var update = database.CreateCommand(Sql);
        update
            .Parameters.With(account.WorkspaceId)
            .With(account.AccountId)
            .With(account.Handle)
            .With(zone, NpgsqlDbType.Text);
        await update.ExecuteNonQueryAsync(cancellationToken);
        _known[account.AccountId] = (account.Handle, zone);
    }
}
