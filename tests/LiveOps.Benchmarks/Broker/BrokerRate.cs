using System.Diagnostics;

namespace LiveOps.Benchmarks.Broker;

/// <summary>How many messages of a size go through one quorum queue a second, confirmed and acknowledged.</summary>
internal static class BrokerRate
{
    private const int InFlight = 256;

    /// <summary>Messages per second, median of the rounds.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(
        Uri broker,
        int bytes,
        int rounds,
        TimeSpan round,
        CancellationToken cancellationToken
    )
    {
        var received = 0L;
        await using var queue = await RawQueue.OpenAsync(
            broker,
            InFlight,
            _ =>
            {
                Interlocked.Increment(ref received);
                return Task.CompletedTask;
            },
            cancellationToken
        );
        var body = new byte[bytes];
        var rates = new List<double>();
        for (var n = 0; n < rounds; n++)
        {
            var before = Interlocked.Read(ref received);
            var watch = Stopwatch.StartNew();
            var flight = new Queue<Task>();
            while (watch.Elapsed < round)
            {
                if (flight.Count >= InFlight)
                    await flight.Dequeue();
                flight.Enqueue(queue.PublishAsync(body, cancellationToken).AsTask());
            }
            await Task.WhenAll(flight);
            rates.Add((Interlocked.Read(ref received) - before) / watch.Elapsed.TotalSeconds);
        }
        return rates;
    }
}
