using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Executions;
using MassTransit;

namespace LiveOps.Rules.Signalling;

/// <summary>
/// The emergency stop ends all scripts and queues of the workspace: after a reset nothing starts that somebody asked
/// for before. The devices themselves are the gateways' business, which hear the same message past every queue.
/// </summary>
internal sealed class EmergencyStopConsumer(ExecutionList executions, SignalSender signals) : IConsumer<EmergencyStop>
{
    public async Task Consume(ConsumeContext<EmergencyStop> context)
    {
        var stop = context.Message;
        foreach (var account in await executions.AccountsAsync(stop.WorkspaceId, context.CancellationToken))
            await signals.SendAsync(
                new AccountSignal
                {
                    SignalId = Evaluating.DerivedId.Child(stop.StopId, account.ToString("N"), 0),
                    WorkspaceId = stop.WorkspaceId,
                    AccountId = account,
                    Kind = AccountSignalKind.Stop,
                    At = stop.RequestedAt,
                    Text = $"Emergency stop by {stop.RequestedBy}.",
                },
                context.CancellationToken
            );
    }
}
