using System.Collections.Concurrent;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Signalling;
using Npgsql;

namespace LiveOps.Rules.Deciding;

/// <summary>
/// Wakes accounts when something of theirs is due: a step of a script, a timer, the next in the queue. A wake-up is a
/// signal through the account's partition, so that whoever has the account takes it, and one too many does nothing.
/// What this replica does not know of (it has just started, another one died) is found in the database.
/// </summary>
internal sealed class WakeUps(SignalSender signals, NpgsqlDataSource database, TimeProvider clock, ILogger<WakeUps> log)
    : BackgroundService
{
    private static readonly TimeSpan _search = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<AccountKey, DateTimeOffset> _due = new();
    private readonly SemaphoreSlim _sooner = new(0, 1);
    private long _next = long.MaxValue;

    /// <summary>The account has just decided something: when does it want to be woken next?</summary>
    public void Set(CachedAccount account)
    {
        var due = RuleEngine.NextDue(account.Rules!.Rules, account.Rules.Settings, account.State!.State);
        if (due is null)
        {
            _due.TryRemove(account.Key, out _);
            return;
        }
        _due[account.Key] = due.Value;
        if (due.Value.UtcTicks < Volatile.Read(ref _next) && _sooner.CurrentCount == 0)
        {
            try
            {
                _sooner.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another account was as fast: one call is enough.
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var searched = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = clock.GetUtcNow();
                await WakeAsync(now, stoppingToken);
                if (now - searched >= _search)
                {
                    searched = now;
                    await SearchAsync(now, stoppingToken);
                }
                await RestAsync(searched + _search, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                log.LogWarning("Accounts are not woken at the moment: {Reason}", error.Message);
                await Task.Delay(_search, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (key, due) in _due)
            if (due <= now)
            {
                await TickAsync(key, now, cancellationToken);
                // Unless it has decided anew in the meantime: then it has said again when it wants to be woken.
                _due.TryRemove(new KeyValuePair<AccountKey, DateTimeOffset>(key, due));
            }
    }

    /// <summary>What is due for longer than a replica that lives would have let it be.</summary>
    private async Task SearchAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            "select workspace_id, account_id from rules.account_state where due_at < $1 order by due_at limit 1000"
        );
        select.Parameters.Add(new() { Value = (now - _search).ToUniversalTime() });
        var late = new List<AccountKey>();
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                late.Add(new AccountKey(reader.GetGuid(0), reader.GetGuid(1)));
        foreach (var key in late)
            await TickAsync(key, now, cancellationToken);
    }

    private Task TickAsync(AccountKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        signals.SendAsync(
            new AccountSignal
            {
                SignalId = Guid.CreateVersion7(now),
                WorkspaceId = key.WorkspaceId,
                AccountId = key.AccountId,
                Kind = AccountSignalKind.Tick,
                At = now,
            },
            cancellationToken
        );

    /// <summary>Until something is due, or due sooner than was known.</summary>
    private async Task RestAsync(DateTimeOffset latest, CancellationToken cancellationToken)
    {
        // Whatever is set from here on calls, until it is known what is waited for.
        Volatile.Write(ref _next, long.MaxValue);
        var next = latest;
        foreach (var (_, due) in _due)
            if (due < next)
                next = due;
        Volatile.Write(ref _next, next.UtcTicks);
        var rest = next - clock.GetUtcNow();
        if (rest > TimeSpan.Zero)
            await _sooner.WaitAsync(rest, cancellationToken);
    }
}
