using LiveOps.Contracts.Ingestion;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Many LIVEs of one account, a day apart, with viewers who come and go.</summary>
internal sealed class Season(int seed, int sessions, int eventsPerSession, int viewers)
{
    private const int PerMessage = 20;

    public Guid WorkspaceId { get; } = Guid.CreateVersion7();
    public Guid AccountId { get; } = Guid.CreateVersion7();

    /// <summary>In the order in which they happen; the LIVEs last two and a half hours each.</summary>
    public IEnumerable<LiveEvents> Messages()
    {
        for (var n = 0; n < sessions; n++)
        {
            var messages = eventsPerSession / PerMessage;
            var live = new SyntheticLive((seed * 1_000) + n, viewers, PerMessage)
            {
                WorkspaceId = WorkspaceId,
                AccountId = AccountId,
                Now = new DateTimeOffset(2026, 10, 20, 17, 0, 0, TimeSpan.Zero).AddDays(n),
                Step = TimeSpan.FromHours(2.5) / messages,
            };
            yield return live.Start();
            for (var m = 0; m < messages; m++)
                yield return live.Next();
            yield return live.End();
        }
    }

    /// <summary>
    /// Every message at least once, a fifth of them twice and some many times, out of order by up to a hundred places,
    /// cut into batches of any size.
    /// </summary>
    public static IEnumerable<LiveEvents[]> Disordered(IReadOnlyList<LiveEvents> messages, Random random)
    {
        var places = messages.SelectMany(
            (message, n) =>
                Enumerable
                    .Range(0, random.Next(5) > 0 ? 1 : random.Next(2, 5))
                    .Select(_ => (Message: message, Place: n + (random.NextDouble() * 100)))
        );
        var disordered = places.OrderBy(place => place.Place).Select(place => place.Message).ToArray();
        for (var at = 0; at < disordered.Length; )
        {
            var size = Math.Min(random.Next(1, 60), disordered.Length - at);
            yield return disordered[at..(at + size)];
            at += size;
        }
    }
}
