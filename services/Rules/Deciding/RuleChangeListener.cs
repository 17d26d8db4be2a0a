using LiveOps.Rules.Fallback;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Rules.Deciding;

/// <summary>
/// Hears of changed rules and bindings from whichever replica changed them (PostgreSQL NOTIFY, sent by the
/// transaction that changes), and reads everything again from time to time in case it heard nothing.
/// </summary>
internal sealed class RuleChangeListener(
    AccountCache cache,
    FallbackSender fallback,
    NpgsqlDataSource database,
    IOptions<RulesOptions> options,
    ILogger<RuleChangeListener> log
) : BackgroundService
{
    public const string Channel = "liveops_rules_changed";

    /// <summary>SQL that tells all replicas when the transaction commits; parameters: workspace, account (null: all of them).</summary>
    public const string NotifySql = $"select pg_notify('{Channel}', $1::text || coalesce('/' || $2::text, ''))";

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
            {
                log.LogWarning("Changes of rules are not heard at the moment: {Reason}", error.Message);
                await Task.Delay(_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        var heard = new Queue<(Guid WorkspaceId, Guid? AccountId)>();
        connection.Notification += (_, notification) =>
        {
            var parts = notification.Payload.Split('/');
            if (Guid.TryParse(parts[0], out var workspace))
                heard.Enqueue(
                    (workspace, Guid.TryParse(parts[^1], out var account) && parts.Length > 1 ? account : null)
                );
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        while (true)
        {
            // What changed while nobody listened is caught here: after the listen, and after every quiet spell.
            await cache.RefreshAsync(stoppingToken);
            while (await connection.WaitAsync(TimeSpan.FromSeconds(options.Value.RefreshSeconds), stoppingToken))
            while (heard.TryDequeue(out var changed))
            {
                fallback.Changed();
                await (
                    changed.AccountId is { } account
                        ? cache.RulesChangedAsync(new AccountKey(changed.WorkspaceId, account), stoppingToken)
                        : cache.RulesChangedAsync(changed.WorkspaceId, stoppingToken)
                );
            }
        }
    }
}
