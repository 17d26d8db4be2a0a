using System.Text.Json;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using LiveOps.Rules.Deciding;
using LiveOps.Rules.RoutingBoards;
using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Rules.Fallback;

/// <summary>
/// Gives every gateway that wants them the rules that it may follow while the centre is away: when they change, when
/// the gateway appears, and every ten minutes. A gateway without the wish costs nothing.
/// </summary>
internal sealed class FallbackSender(
    GatewayDirectory gateways,
    AccountStore store,
    NpgsqlDataSource database,
    IBus bus,
    IOptions<RulesOptions> options,
    TimeProvider clock,
    ILogger<FallbackSender> log
) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _again = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<(Guid Workspace, string Gateway), Told> _told = [];
    private int _changes;

    /// <summary>Rules, settings or bindings have changed somewhere.</summary>
    public void Changed() => Interlocked.Increment(ref _changes);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_look, clock);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested && IsPassing(error))
            {
                log.LogWarning(
                    "Gateways are not told at the moment what to do without the centre: {Reason}",
                    error.Message
                );
            }
        }
    }

    /// <summary>Tells the gateways whose rules are due.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var silent = TimeSpan.FromSeconds(options.Value.GatewaySilentSeconds);
        foreach (var gateway in gateways.All())
        {
            var key = (gateway.Status.WorkspaceId, gateway.Status.GatewayId);
            // Forgotten while it is silent, so that it is told again when it is back.
            if (!gateway.Status.WantsFallbackRules || now - gateway.SeenAt > silent)
            {
                _told.Remove(key);
                continue;
            }
            var changes = Volatile.Read(ref _changes);
            var form = BoardsOf(gateway);
            if (
                _told.TryGetValue(key, out var told)
                && told.Changes == changes
                && told.Boards == form
                && now - told.At < _again
            )
                continue;
            await TellAsync(gateway, now, cancellationToken);
            _told[key] = new Told(now, changes, form);
        }
    }

    private async Task TellAsync(KnownGateway gateway, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workspace = gateway.Status.WorkspaceId;
        foreach (var account in await AccountsAsync(workspace, cancellationToken))
        {
            var rules = await store.LoadRulesAsync(new AccountKey(workspace, account), cancellationToken);
            var route = BoardRoute.Find(
                rules.Binding,
                gateways.Of(workspace),
                TimeSpan.FromSeconds(options.Value.GatewaySilentSeconds),
                now,
                mayBeSent: true
            );
            // An account whose board is elsewhere leaves nothing here, also not what was here before.
            var kept =
                route.Refusal is null && route.GatewayId == gateway.Status.GatewayId
                    ? KeptRules.Of(rules.Rules, route.BoardId)
                    : new KeptRules([], []);
            await SendAsync(gateway.Status.GatewayId, workspace, account, kept, now, cancellationToken);
        }
    }

    private async Task SendAsync(
        string gatewayId,
        Guid workspace,
        Guid account,
        KeptRules kept,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var message = new FallbackRules
        {
            WorkspaceId = workspace,
            GatewayId = gatewayId,
            AccountId = account,
            Version = now.ToUnixTimeMilliseconds(),
            Rules = kept.Rules,
            NotKept = kept.NotKept,
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        var queue = GatewayQueue.FallbackNameOf(gatewayId);
        if (!await bus.TrySendAsync(queue, Guid.CreateVersion7(now), message, patience.Token))
            log.LogInformation("Gateway {Gateway} takes no rules to follow by itself: it has just gone", gatewayId);
    }

    private async Task<IReadOnlyList<Guid>> AccountsAsync(Guid workspace, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            "select account_id from rules.bindings where workspace_id = $1 order by account_id"
        );
        select.Parameters.Add(new() { Value = workspace });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var accounts = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add(reader.GetGuid(0));
        return accounts;
    }

    /// <summary>A board that comes or goes may change which rules are whose.</summary>
    private static string BoardsOf(KnownGateway gateway) =>
        string.Join(
            ',',
            gateway.Status.Boards.Select(board => $"{board.BoardId}/{board.State}").Order(StringComparer.Ordinal)
        );

    private static bool IsPassing(Exception error) =>
        error is NpgsqlException or OperationCanceledException or MassTransitException or JsonException;

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed record Told(DateTimeOffset At, int Changes, string Boards);
}
