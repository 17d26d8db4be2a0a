using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Auditing;

/// <summary><c>GET /api/audit</c>: pages of the log; <c>/words</c>: what to filter by; <c>/export</c>: a CSV file.</summary>
internal static class ReadAudit
{
    private const int LongestPage = 200;
    private const int LongestText = 200;

    /// <param name="Lines">The newest first.</param>
    /// <param name="Next">Give it as <c>after</c> for the next page; null on the last.</param>
    public sealed record AuditPage(IReadOnlyList<AuditLine> Lines, string? Next);

    /// <summary>What a query may ask for; see <see cref="AuditFilter"/>.</summary>
    public sealed record AuditQuery(
        string? Actor,
        string? Action,
        string? Thing,
        string? ThingId,
        DateTimeOffset? From,
        DateTimeOffset? To,
        string? Text
    )
    {
        internal AuditFilter Filter =>
            new(
                Of(Actor),
                Of(Action),
                Of(Thing),
                Of(ThingId),
                From?.ToUniversalTime(),
                To?.ToUniversalTime(),
                Of(Text)
            );

        private static string? Of(string? text) =>
            string.IsNullOrWhiteSpace(text) ? null : text.Trim()[..Math.Min(text.Trim().Length, LongestText)];
    }

    public static async Task<IResult> Page(
        [AsParameters] AuditQuery query,
        string? after,
        int? limit,
        HttpContext http,
        [FromServices] AuditReader audit
    )
    {
        if (after is not null && Place(after) is null)
            return Results.Problem(
                "Give as \"after\" what an earlier page gave as \"next\".",
                statusCode: 400,
                title: "There is no such place in the log"
            );
        var size = Math.Clamp(limit ?? 50, 1, LongestPage);
        var place = after is null ? null : Place(after);
        var lines = new List<AuditLine>(size);
        // One more than is shown tells whether there is a next page.
        await foreach (
            var line in audit.ReadAsync(Actor.Of(http).WorkspaceId, query.Filter, place, size + 1, http.RequestAborted)
        )
            lines.Add(line);
        var more = lines.Count > size;
        if (more)
            lines.RemoveAt(size);
        return Results.Ok(new AuditPage(lines, more ? Place(lines[^1]) : null));
    }

    public static async Task<IResult> Words(HttpContext http, [FromServices] AuditReader audit) =>
        Results.Ok(await audit.ReadWordsAsync(Actor.Of(http).WorkspaceId, http.RequestAborted));

    public static async Task Export([AsParameters] AuditQuery query, HttpContext http, [FromServices] AuditReader audit)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"audit-log.csv\"";
        // The mark tells spreadsheets that it is UTF-8.
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(true), leaveOpen: true);
        await writer.WriteAsync(
            CsvLine.Of(
                "at",
                "actor",
                "action",
                "thing",
                "id",
                "name",
                "before",
                "after",
                "address",
                "browser",
                "service"
            )
        );
        await foreach (
            var line in audit.ReadAsync(
                Actor.Of(http).WorkspaceId,
                query.Filter,
                null,
                int.MaxValue,
                http.RequestAborted
            )
        )
            await writer.WriteAsync(
                CsvLine.Of(
                    line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                    line.Actor,
                    line.Action,
                    line.Thing,
                    line.ThingId,
                    line.ThingName,
                    line.Before?.GetRawText(),
                    line.After?.GetRawText(),
                    line.Address,
                    line.Browser,
                    line.Service
                )
            );
    }

    // Microseconds: what the database keeps.
    private static string Place(AuditLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.At.UtcTicks / TimeSpan.TicksPerMicrosecond}-{line.Id}");

    private static (DateTimeOffset At, long Id)? Place(string text)
    {
        var parts = text.Split('-');
        return
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && at <= DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerMicrosecond
            ? (new DateTimeOffset(at * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), id)
            : null;
    }
}
