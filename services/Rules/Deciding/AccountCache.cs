using System.Collections.Concurrent;

namespace LiveOps.Rules.Deciding;

/// <summary>The accounts that this replica decides for, in memory.</summary>
internal sealed class AccountCache(AccountStore store, RulesTelemetry telemetry, TimeProvider clock)
{
    private static readonly TimeSpan _idle = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<AccountKey, CachedAccount> _accounts = new();

    /// <summary>The account, loaded or not.</summary>
    public CachedAccount Of(AccountKey key) => _accounts.GetOrAdd(key, static key => new CachedAccount(key));

    /// <summary>Loads rules and state where they are not there yet.</summary>
    /// <param name="account">Which account, by whoever has the turn.</param>
    /// <param name="at">The time of the event that asks: what had expired by then is not loaded.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    public async ValueTask LoadAsync(CachedAccount account, DateTimeOffset at, CancellationToken cancellationToken)
    {
        account.UsedAt = clock.GetUtcNow();
        if (account.Rules is null)
            await LoadRulesAsync(account, cancellationToken);
        if (account.State is null)
            await ReloadStateAsync(account, at, cancellationToken);
    }

    /// <summary>The state as the database has it.</summary>
    public async Task ReloadStateAsync(CachedAccount account, DateTimeOffset at, CancellationToken cancellationToken)
    {
        account.Set(await store.LoadStateAsync(account.Key, at, cancellationToken));
        telemetry.Loaded("state");
    }

    /// <summary>Rules that several accounts share have changed.</summary>
    public async Task RulesChangedAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        foreach (var (key, _) in _accounts)
            if (key.WorkspaceId == workspaceId)
                await RulesChangedAsync(key, cancellationToken);
    }

    /// <summary>The rules of an account have changed: loads them in the background of its events.</summary>
    public async Task RulesChangedAsync(AccountKey key, CancellationToken cancellationToken)
    {
        if (!_accounts.TryGetValue(key, out var account))
            return;
        account.WantRules();
        await LoadRulesAsync(account, cancellationToken);
    }

    /// <summary>Loads the rules of all accounts again and lets go of the idle ones.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, account) in _accounts)
        {
            // State is in the database whenever it matters, so an idle account can go at any time.
            if (account.UsedAt + _idle < clock.GetUtcNow())
                _accounts.TryRemove(key, out _);
            else
                await RulesChangedAsync(key, cancellationToken);
        }
    }

    private async Task LoadRulesAsync(CachedAccount account, CancellationToken cancellationToken)
    {
        await account.Loading.WaitAsync(cancellationToken);
        try
        {
            // A change that arrives during the load makes it run again: the last word is always the one loaded.
            while (account.TakeRulesWanted())
            {
                try
                {
                    account.Set(await store.LoadRulesAsync(account.Key, cancellationToken));
                    telemetry.Loaded("rules");
                }
                catch
                {
                    account.WantRules();
                    throw;
                }
            }
        }
        finally
        {
            account.Loading.Release();
        }
    }
}
