using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using MassTransit;

namespace LiveOps.EventFeed.Taking;

/// <summary>What happens in the rooms, and what rules tell the programs.</summary>
internal sealed class FeedConsumer(FeedDesk desk) : IConsumer<LiveEvents>, IConsumer<FeedEventEmitted>
{
    public Task Consume(ConsumeContext<LiveEvents> context)
    {
        desk.Take(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<FeedEventEmitted> context)
    {
        desk.Take(context.Message);
        return Task.CompletedTask;
    }
}
