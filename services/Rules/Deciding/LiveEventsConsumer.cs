using LiveOps.Contracts.Ingestion;
using MassTransit;

namespace LiveOps.Rules.Deciding;

/// <summary>Takes what happens in the rooms of the accounts of its partition.</summary>
internal sealed class LiveEventsConsumer(Decider decider) : IConsumer<LiveEvents>
{
    public Task Consume(ConsumeContext<LiveEvents> context) =>
        decider.TakeAsync(context, new EventsInput(context.Message));
}
