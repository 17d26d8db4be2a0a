using System.Text.Json;
using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>A time in which Ingestion was not connected: what happened meanwhile may be missing.</summary>
internal sealed record SessionGap
{
    public const string Columns = "e.text, e.detail::text";

    private const string Sql = $"""
        select {Columns} from analytics.events e
        where e.session_no = $1 and e.opened_on = $2 and e.kind = 27 order by e.sequence
        """;

    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>How long, ms.</summary>
    public required long Ms { get; init; }

    /// <summary>Why, in words for the operator.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the gap touches the minute that begins at <paramref name="minute"/> (UTC).</summary>
    public bool Touches(DateTime minute) =>
        From.UtcDateTime < minute.AddMinutes(1) && To.UtcDateTime > minute && To > From;

    public static async Task<IReadOnlyList<SessionGap>> ReadAsync(
        NpgsqlConnection connection,
        SessionRow session,
        CancellationToken cancellationToken
    )
    {
        if (session.Totals.Gaps == 0)
            return [];
        var gaps = new List<SessionGap>();
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.With(session.SessionNo).With(session.OpenedOn);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (Read(reader) is { } gap)
                gaps.Add(gap);
        }
        return gaps;
    }

    /// <summary>Null for a gap without times.</summary>
    public static SessionGap? Read(NpgsqlDataReader row)
    {
        if (row.IsDBNull(1))
            return null;
        var parts = JsonElement.Parse(row.GetString(1));
        if (!parts.TryGetProperty("gapFrom", out var from) || !parts.TryGetProperty("gapTo", out var to))
            return null;
        var (begins, ends) = (from.GetDateTimeOffset(), to.GetDateTimeOffset());
        return new()
        {
            From = begins,
            To = ends,
            Ms = Math.Max(0, (long)(ends - begins).TotalMilliseconds),
            Reason = row.IsDBNull(0) ? null : row.GetString(0),
        };
    }
}
