using System.Collections.Concurrent;
using System.Text.Json;
using LiveOps.Hosting.Auditing;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Settings;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Ingestion.Leasing;

/// <summary>
/// Shares the accounts among the replicas: takes those that nobody serves, renews, and lets go of what was lost or
/// switched off. While the database does not answer nobody can take an account, so the connections stay.
/// </summary>
internal sealed partial class AccountSupervisor(
    Leases leases,
    ReplicaFolder folder,
    AccountStore accounts,
    SettingsStore settings,
    CurrentSettings current,
    OwnedAccountFactory factory,
    Journals journals,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<AccountSupervisor> log
) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _reportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _drainPatience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, OwnedAccount> _owned = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private long _renewedAt;
    private long _reportedAt;
    private bool _databaseAway;
    private bool _inherited;

    public string Owner => leases.Owner;

    /// <summary>An account changed: look now instead of at the next tick.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else has woken it at the same moment.
            }
        }
    }

    /// <summary>The live status of an account that this replica serves; null for another's.</summary>
    public Connecting.AccountStatus? StatusOf(Guid accountId) =>
        _owned.TryGetValue(accountId, out OwnedAccount? owned) ? owned.Reporter.Status() : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        journals.OpenExisting();
        await SeedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                _databaseAway = false;
            }
            catch (NpgsqlException error)
            {
                if (!_databaseAway)
                {
                    LogDatabaseAway(log, error.Message);
                }
                _databaseAway = true;
            }
            Report();
            await _wake.WaitAsync(_look, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (Guid id in _owned.Keys)
        {
            await LetGoAsync(id, CancellationToken.None);
        }
        await journals.DrainAsync(_drainPatience);
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        foreach (IngestionOptions.SeedAccount seed in options.Value.Seed)
        {
            var account = new Account
            {
                Id = seed.AccountId == Guid.Empty ? Guid.NewGuid() : seed.AccountId,
                WorkspaceId = seed.WorkspaceId,
                Handle = seed.Handle,
                DisplayName = seed.DisplayName.Length > 0 ? seed.DisplayName : seed.Handle,
                TimeZone = seed.TimeZone,
                Enabled = true,
                Record = false,
            };
            await accounts.AddAsync(account, Author.Installation, cancellationToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_inherited && folder.Predecessor is { } dead)
        {
            await leases.EndAsync(dead, cancellationToken);
        }
        _inherited = true;
        if (_renewedAt == 0 || time.GetElapsedTime(_renewedAt).TotalSeconds >= options.Value.RenewSeconds)
        {
            _renewedAt = time.GetTimestamp();
            await RenewAsync(cancellationToken);
        }
        current.Take(await settings.AllAsync(cancellationToken));
        Dictionary<Guid, Account> all = await accounts.AllAsync(cancellationToken);
        foreach ((Guid id, OwnedAccount owned) in _owned)
        {
            bool wanted = all.TryGetValue(id, out Account? now) && now.Enabled;
            if (!wanted || !owned.TryUpdate(now!) || owned.HasFailed)
            {
                LogFailure(owned);
                await LetGoAsync(id, cancellationToken);
            }
        }
        int enabled = all.Values.Count(account => account.Enabled);
        int replicas = Math.Max(1, _replicas);
        int share = (enabled + replicas - 1) / replicas;
        foreach (Lease lease in await leases.AcquireAsync(share - _owned.Count, cancellationToken))
        {
            await TakeAsync(lease, all, cancellationToken);
        }
    }

    private int _replicas = 1;

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        _replicas = await leases.CheckInAsync(cancellationToken);
        foreach ((Guid id, OwnedAccount owned) in _owned)
        {
            string status = JsonSerializer.Serialize(owned.Reporter.Status(), AccountStatusJson.Options);
            if (!await leases.RenewAsync(owned.Lease, status, cancellationToken))
            {
                LogLost(log, owned.Account.Handle);
                await DropAsync(id);
            }
        }
    }

    private async Task TakeAsync(Lease lease, Dictionary<Guid, Account> all, CancellationToken cancellationToken)
    {
        if (!all.TryGetValue(lease.AccountId, out Account? account))
        {
            await leases.ReleaseAsync(lease, cancellationToken);
            return;
        }
        try
        {
            _owned[lease.AccountId] = factory.Start(account, lease);
            LogTaken(log, account.Handle, lease.Epoch);
        }
        catch (IOException error)
        {
            LogNoJournal(log, account.Handle, error.Message);
            await leases.ReleaseAsync(lease, cancellationToken);
        }
    }

    private async Task LetGoAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await DropAsync(id) is not { } lease)
        {
            return;
        }
        try
        {
            await leases.ReleaseAsync(lease, cancellationToken);
        }
        catch (NpgsqlException)
        {
            // It runs out by itself.
        }
    }

    private async Task<Lease?> DropAsync(Guid id)
    {
        if (!_owned.TryRemove(id, out OwnedAccount? owned))
        {
            return null;
        }
        await owned.DisposeAsync();
        return owned.Lease;
    }

    private void Report()
    {
        if (_reportedAt != 0 && time.GetElapsedTime(_reportedAt) < _reportEvery)
        {
            return;
        }
        _reportedAt = time.GetTimestamp();
        foreach (OwnedAccount owned in _owned.Values)
        {
            owned.Reporter.Publish();
        }
    }

    private void LogFailure(OwnedAccount owned)
    {
        if (owned.Failure is { } failure)
        {
            LogWorkerFailed(log, failure, owned.Account.Handle);
        }
    }

    [LoggerMessage(LogLevel.Information, "Serving @{Handle} (epoch {Epoch})")]
    private static partial void LogTaken(ILogger log, string handle, long epoch);

    [LoggerMessage(LogLevel.Warning, "The lease of @{Handle} is lost: another replica serves it")]
    private static partial void LogLost(ILogger log, string handle);

    [LoggerMessage(LogLevel.Error, "The connection of @{Handle} failed unexpectedly and is started anew")]
    private static partial void LogWorkerFailed(ILogger log, Exception failure, string handle);

    [LoggerMessage(
        LogLevel.Error,
        "@{Handle} cannot be served here: {Reason} Give each replica its own Ingestion__DataFolder"
    )]
    private static partial void LogNoJournal(ILogger log, string handle, string reason);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL does not answer ({Reason}); connections stay as they are")]
    private static partial void LogDatabaseAway(ILogger log, string reason);
}
