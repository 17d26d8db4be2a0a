using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Executions;
using LiveOps.Rules.RoutingBoards;
using MassTransit;

namespace LiveOps.Rules.Signalling;

/// <summary>
/// The emergency stop ends the scripts and queues of all that it stops, and its reset ends what has begun in between,
/// before Rules had heard of the stop: after a reset nothing goes on that somebody asked for before. The devices
/// themselves are the gateways' business, which hear the same messages past every queue.
/// </summary>
internal sealed class EmergencyStopConsumer(ExecutionList executions, GatewayDirectory gateways, SignalSender signals)
    : IConsumer<EmergencyStop>,
        IConsumer<ResetEmergencyStop>,
        IConsumer<ResetScopedEmergencyStop>
{
    public Task Consume(ConsumeContext<EmergencyStop> context)
    {
        var stop = context.Message;
        return StopAsync(
            stop.WorkspaceId,
            stop.Scope,
            stop.StopId,
            stop.RequestedAt,
            $"Emergency stop by {stop.RequestedBy}.",
            context.CancellationToken
        );
    }

    public Task Consume(ConsumeContext<ResetEmergencyStop> context)
    {
        var reset = context.Message;
        return ResetAsync(
            reset.WorkspaceId,
            null,
            reset.RequestedAt,
            reset.RequestedBy,
            "reset",
            context.CancellationToken
        );
    }

    public Task Consume(ConsumeContext<ResetScopedEmergencyStop> context)
    {
        var reset = context.Message;
        return ResetAsync(
            reset.WorkspaceId,
            reset.Scope,
            reset.RequestedAt,
            reset.RequestedBy,
            $"reset {reset.Scope.GatewayId}{reset.Scope.BoardId}{reset.Scope.AccountId:N}",
            context.CancellationToken
        );
    }

    private Task ResetAsync(
        Guid workspace,
        EmergencyStopScope? scope,
        DateTimeOffset at,
        string by,
        string name,
        CancellationToken cancellationToken
    ) =>
        StopAsync(
            workspace,
            scope,
            DerivedId.Child(workspace, name, (int)at.ToUnixTimeSeconds()),
            at,
            $"Emergency stop reset by {by}: what was under way is over.",
            cancellationToken
        );

    private async Task StopAsync(
        Guid workspace,
        EmergencyStopScope? scope,
        Guid word,
        DateTimeOffset at,
        string reason,
        CancellationToken cancellationToken
    )
    {
        foreach (var account in await AccountsAsync(workspace, scope, cancellationToken))
            await signals.SendAsync(
                new AccountSignal
                {
                    // The same message, delivered again, is the same signal.
                    SignalId = DerivedId.Child(word, account.ToString("N"), 0),
                    WorkspaceId = workspace,
                    AccountId = account,
                    Kind = AccountSignalKind.Stop,
                    At = at,
                    Text = reason,
                },
                cancellationToken
            );
    }

    private async Task<IReadOnlyList<Guid>> AccountsAsync(
        Guid workspace,
        EmergencyStopScope? scope,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<string>? boards = scope switch
        {
            { BoardId: { } board } => [board.ToUpperInvariant()],
            { GatewayId: { } gateway } => BoardsOf(workspace, gateway),
            _ => null,
        };
        var accounts = await executions.AccountsAsync(workspace, boards, cancellationToken);
        return scope?.AccountId is { } one ? [.. accounts.Where(account => account == one)] : accounts;
    }

    private IReadOnlyList<string> BoardsOf(Guid workspace, string gateway) =>
        [
            .. gateways
                .Of(workspace)
                .Where(known => known.Status.GatewayId == gateway)
                .SelectMany(known => known.Status.Boards)
                .Select(board => board.BoardId.ToUpperInvariant()),
        ];
}
