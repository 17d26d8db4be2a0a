using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>
/// The days on which the LIVEs were opened in which a person was seen last. Events lie in partitions by that day: reading
/// a few of them is soon done, planning a query over years of them takes longer than running it.
/// </summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="IsAll">True when the person was in no LIVE before.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ViewerSpan(DateOnly From, DateOnly To, bool IsAll)
{
    private const int Lives = 10;

    /// <summary>No LIVE goes on for longer: what was opened before a day is over so long after it, days.</summary>
    private const int LongestLive = 2;

    private const string Sql = """
        select s.opened_on from analytics.session_viewers v
        join analytics.live_sessions s on s.session_no = v.session_no
        where v.user_id = any($3) and s.workspace_id = $1 and ($2::uuid is null or s.account_id = $2)
            and ($4::timestamptz is null or s.started_at <= $4)
        order by s.opened_on desc limit $5
        """;

    /// <summary>Of the LIVEs before a page; null where the person was in none.</summary>
    public static async Task<ViewerSpan?> FindAsync(
        NpgsqlConnection connection,
        HistoryPage page,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new RowsBatch(connection);
        var days = Add(batch, page);
        await batch.RunAsync(cancellationToken);
        return Of(days);
    }

    /// <summary>The same, with other reads: <see cref="Of"/> makes it of the days.</summary>
    public static List<DateOnly> Add(RowsBatch batch, HistoryPage page) =>
        batch.Add(
            Sql,
            parameters =>
                parameters
                    .With(page.Audience.WorkspaceId)
                    .With(page.Audience.AccountId, NpgsqlDbType.Uuid)
                    .With(page.Person.Ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                    .With(page.Before)
                    .With(Lives + 1),
            row => row.GetFieldValue<DateOnly>(0)
        );

    public static ViewerSpan? Of(List<DateOnly> days) =>
        days.Count == 0 ? null : new ViewerSpan(days[^1], days[0], days.Count <= Lives);

    /// <summary>Reads a page from the newest LIVEs, and from all of them where that is not enough.</summary>
    /// <param name="newest">Nothing is read where there is none.</param>
    /// <param name="read">Reads those of LIVEs opened in a span, newest first.</param>
    public static async Task<List<HistoryItem<T>>> ReadAsync<T>(
        ViewerSpan? newest,
        HistoryPage page,
        Func<ViewerSpan, Task<List<HistoryItem<T>>>> read
    )
    {
        if (newest is not { } span)
            return [];
        var items = await read(span);
        var sure = new DateTimeOffset(span.From.AddDays(LongestLive).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (!span.IsAll && items.FindAll(item => item.At >= sure).Count < page.Count)
            items = await read(span with { From = DateOnly.MinValue });
        return items;
    }
}
