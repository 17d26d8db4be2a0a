using Npgsql;

namespace LiveOps.Ingestion.Leasing;

/// <summary>An account that this process may serve, until it fails to renew.</summary>
/// <param name="Epoch">Rises with each owner: the upper half of the account's sequence.</param>
internal sealed record Lease(Guid AccountId, long Epoch);

/// <summary>Ownership of accounts among the replicas. The clock is the database's.</summary>
internal sealed class Leases(NpgsqlDataSource database, string owner, TimeSpan duration)
{
    public string Owner => owner;

    /// <summary>Says that this replica lives; returns how many do.</summary>
    public async Task<int> CheckInAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            with gone as (delete from ingestion.replicas where expires_at < now() - interval '1 minute'),
            here as (
                insert into ingestion.replicas (owner, expires_at) values ($1, now() + $2)
                on conflict (owner) do update set expires_at = excluded.expires_at)
            select count(*) from ingestion.replicas where expires_at > now() and owner <> $1
            """
        );
        command.Parameters.AddWithValue(owner);
        command.Parameters.AddWithValue(duration);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))! + 1;
    }

    /// <summary>Ends what a replica holds that is known to be dead.</summary>
    public async Task EndAsync(string dead, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            with gone as (delete from ingestion.replicas where owner = $1)
            update ingestion.leases set expires_at = now() where owner = $1 and expires_at > now()
            """
        );
        command.Parameters.AddWithValue(dead);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes up to so many enabled accounts that nobody holds.</summary>
    public async Task<List<Lease>> AcquireAsync(int atMost, CancellationToken cancellationToken)
    {
        var taken = new List<Lease>();
        if (atMost <= 0)
        {
            return taken;
        }
        await using NpgsqlCommand command = database.CreateCommand(
            """
            insert into ingestion.leases as held (account_id, owner, epoch, expires_at)
            select id, $1, 1, now() + $2 from ingestion.accounts
            where enabled and not exists (
                select 1 from ingestion.leases l where l.account_id = accounts.id and l.expires_at > now())
            order by id limit $3
            on conflict (account_id) do update set
                owner = excluded.owner, epoch = held.epoch + 1, expires_at = excluded.expires_at
                where held.expires_at <= now()
            returning account_id, epoch
            """
        );
        command.Parameters.AddWithValue(owner);
        command.Parameters.AddWithValue(duration);
        command.Parameters.AddWithValue(atMost);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add(new Lease(reader.GetGuid(0), reader.GetInt64(1)));
        }
        return taken;
    }

    /// <summary>Keeps a lease and shows the account's state to the other replicas; false when it is lost.</summary>
    public async Task<bool> RenewAsync(Lease lease, string status, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            update ingestion.leases set expires_at = now() + $4, status = $5::jsonb
            where account_id = $1 and owner = $2 and epoch = $3
            """
        );
        command.Parameters.AddWithValue(lease.AccountId);
        command.Parameters.AddWithValue(owner);
        command.Parameters.AddWithValue(lease.Epoch);
        command.Parameters.AddWithValue(duration);
        command.Parameters.AddWithValue(status);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Lets go, so that another replica need not wait for the lease to run out.</summary>
    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            update ingestion.leases set expires_at = now(), status = null
            where account_id = $1 and owner = $2 and epoch = $3
            """
        );
        command.Parameters.AddWithValue(lease.AccountId);
        command.Parameters.AddWithValue(owner);
        command.Parameters.AddWithValue(lease.Epoch);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
