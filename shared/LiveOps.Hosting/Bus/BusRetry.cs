using MassTransit;
using Npgsql;

namespace LiveOps.Hosting.Bus;

/// <summary>How consumers retry. Used in consumer definitions and endpoint configuration; a consumer itself never catches.</summary>
public static class BusRetry
{
    /// <summary>
    /// A database that is away is waited for (an hour, once a second: the message stays first in its queue and order
    /// holds); anything else is tried three times and then goes to the queue's <c>_error</c> queue, where it is
    /// counted and can be sent again.
    /// </summary>
    public static void UseLiveOpsRetry(this IConsumePipeConfigurator endpoint)
    {
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<NpgsqlException>(IsAway);
            retry.Ignore<ObjectDisposedException>();
            retry.Intervals(50, 250, 1_000);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<NpgsqlException>(IsAway);
            // The service is stopping under a message that did not end in time: it is kept, unacknowledged, until the
            // connection goes, and the broker gives it to the next one. In the error queue it would be lost to order.
            retry.Handle<ObjectDisposedException>();
            retry.Interval(3_600, TimeSpan.FromSeconds(1));
        });
    }

    private static bool IsAway(NpgsqlException error) => error.IsTransient;
}
