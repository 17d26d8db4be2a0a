using LiveOps.Contracts.Rules;
using MassTransit;

namespace LiveOps.Rules.Deciding;

/// <summary>Takes the signals of the accounts of its partition, in one line with their events.</summary>
internal sealed class SignalConsumer(Decider decider) : IConsumer<AccountSignal>
{
    public Task Consume(ConsumeContext<AccountSignal> context) =>
        decider.TakeAsync(context, new SignalInput(context.Message));
}
