using LiveOps.Contracts.Ingestion;
using MassTransit;

namespace LiveOps.Analytics.Storing;

/// <summary>Every event of every room goes on the books; a message is acknowledged after its commit.</summary>
internal sealed class LiveEventsConsumer(EventWriter writer, AnalyticsOptions options) : IConsumer<LiveEvents>
{
    public Task Consume(ConsumeContext<LiveEvents> context) =>
        writer.WriteAsync(
            EventMapping.ToRows(
                context.Message,
                redelivered: context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0,
                options.TextLimit
            ),
            context.CancellationToken
        );
}
