using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Executions;
using MassTransit;

namespace LiveOps.Rules.Signalling;

/// <summary>
/// The emergency stop ends all scripts and queues of the workspace, and its reset ends what has begun in between, before
/// Rules had heard of the stop: after a reset nothing goes on that somebody asked for before. The devices themselves are
/// the gateways' business, which hear the same messages past every queue.
/// </summary>
internal sealed class EmergencyStopConsumer(ExecutionList executions, SignalSender signals)
    : IConsumer<EmergencyStop>,
        IConsumer<ResetEmergencyStop>
{
    public Task Consume(ConsumeContext<EmergencyStop> context)
    {
        var stop = context.Message;
        return StopAsync(
            stop.WorkspaceId,
            stop.StopId,
            stop.RequestedAt,
            $"Emergency stop by {stop.RequestedBy}.",
            context.CancellationToken
        );
    }

    public Task Consume(ConsumeContext<ResetEmergencyStop> context)
    {
        var reset = context.Message;
        var seconds = (int)reset.RequestedAt.ToUnixTimeSeconds();
        return StopAsync(
            reset.WorkspaceId,
            DerivedId.Child(reset.WorkspaceId, "reset", seconds),
            reset.RequestedAt,
            $"Emergency stop reset by {reset.RequestedBy}: what was under way is over.",
            context.CancellationToken
        );
    }

    private async Task StopAsync(
        Guid workspace,
        Guid word,
        DateTimeOffset at,
        string reason,
        CancellationToken cancellationToken
    )
    {
        foreach (var account in await executions.AccountsAsync(workspace, cancellationToken))
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
}
