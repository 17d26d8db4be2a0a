using LiveOps.Console.Health;
using LiveOps.Contracts.Services;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Logs;

/// <summary><c>GET /api/logs/analysis</c>: which kinds of lines there were, how often, and which are new.</summary>
internal static class AnalyseLogs
{
    private const int MostKinds = 200;

    /// <summary>The order of kinds. Travels by name.</summary>
    public enum Order
    {
        Frequent,
        Newest,
    }

    /// <param name="Template">What is written, and by whom.</param>
    /// <param name="Count">How often in the whole time.</param>
    /// <param name="Counts">How often in each stretch.</param>
    /// <param name="IsNew">
    /// Never seen before the service started last; false for everything while its first run is the only one known.
    /// </param>
    public sealed record LogKind(LogTemplate Template, long Count, IReadOnlyList<long> Counts, bool IsNew);

    /// <param name="From">When the first stretch begins.</param>
    /// <param name="StretchMinutes">How long each is.</param>
    /// <param name="Kinds">At most 200.</param>
    /// <param name="Services">All that are counted.</param>
    public sealed record LogAnalysis(
        DateTimeOffset From,
        int StretchMinutes,
        IReadOnlyList<LogKind> Kinds,
        IReadOnlyList<string> Services
    );

    public static async Task<IResult> Handle(
        HttpContext http,
        [FromServices] LogStore store,
        [FromServices] InstallationFigures processes,
        [FromServices] TimeProvider clock,
        [FromQuery] int hours = 1,
        [FromQuery] string? service = null,
        [FromQuery] ServiceLogLevel? level = null,
        [FromQuery] Order order = Order.Frequent
    )
    {
        if (hours is not (1 or 24))
            return Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal) { ["hours"] = ["must be 1 or 24."] },
                title: "That time is not counted"
            );
        var stretch = hours == 1 ? LogCounts.Stretch : TimeSpan.FromHours(1);
        var now = clock.GetUtcNow();
        // Whole stretches, the last of which is not over.
        var number = (int)(TimeSpan.FromHours(hours) / stretch);
        var from = new DateTimeOffset(now.Ticks - now.Ticks % stretch.Ticks, TimeSpan.Zero) - (number - 1) * stretch;
        var kinds = await store.ReadTemplatesAsync(
            from,
            string.IsNullOrWhiteSpace(service) ? null : service,
            level,
            order == Order.Newest,
            MostKinds,
            http.RequestAborted
        );
        var counts = (
            await store.ReadCountsAsync(from, [.. kinds.Select(kind => kind.Template.TemplateId)], http.RequestAborted)
        ).ToLookup(count => count.TemplateId);
        var since = await store.ReadKnownSinceAsync(http.RequestAborted);
        var starts = processes.Starts();
        return Results.Ok(
            new LogAnalysis(
                from,
                (int)stretch.TotalMinutes,
                [
                    .. kinds.Select(kind => new LogKind(
                        kind.Template,
                        kind.Count,
                        Spread(counts[kind.Template.TemplateId], from, stretch, number),
                        IsNew(kind.Template, starts, since)
                    )),
                ],
                [.. since.Keys.Order(StringComparer.Ordinal)]
            )
        );
    }

    internal static long[] Spread(IEnumerable<LogCount> counts, DateTimeOffset from, TimeSpan stretch, int number)
    {
        var spread = new long[number];
        foreach (var count in counts)
            // A clock of another machine may be ahead of this one.
            spread[Math.Clamp((int)((count.At - from) / stretch), 0, number - 1)] += count.Count;
        return spread;
    }

    internal static bool IsNew(
        LogTemplate template,
        IReadOnlyDictionary<string, DateTimeOffset> starts,
        IReadOnlyDictionary<string, DateTimeOffset> knownSince
    ) =>
        starts.TryGetValue(template.Service, out var started)
        && knownSince.TryGetValue(template.Service, out var since)
        && since < started
        && template.FirstSeenAt >= started;
}
