using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.Rules.Signalling;

/// <summary>Sends signals to the partition of their account.</summary>
internal sealed class SignalSender(IBus bus)
{
    private static readonly Uri _partitions = new(
        $"exchange:{ReceiveEndpoints.LiveEventsByAccountOf("rules")}?type=direct"
    );

    /// <summary>Returns when the broker has confirmed the signal.</summary>
    public async Task SendAsync(AccountSignal signal, CancellationToken cancellationToken)
    {
        var partitions = await bus.GetSendEndpoint(_partitions);
        await partitions.Send(
            signal,
            sending =>
            {
                sending.MessageId = signal.SignalId;
                // As the account's events have it: both come to the same queue.
                sending.SetRoutingKey(AccountBucket.Of(signal.AccountId));
            },
            cancellationToken
        );
    }
}
