using System.Data;
using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Hosting.Identity;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>A live session with its minutes and gaps, all read at one moment, so that they agree also while it runs.</summary>
/// <param name="Row">Its totals.</param>
/// <param name="Until">Its end, or now.</param>
/// <param name="Curve">Minute by minute.</param>
/// <param name="Gaps">In order.</param>
internal sealed record ReviewedSession(
    SessionRow Row,
    DateTimeOffset Until,
    SessionCurve Curve,
    IReadOnlyList<SessionGap> Gaps
)
{
    // Session, minutes and gaps on one way to the database and back.
    private const string SessionSql =
        $"select {SessionRow.Columns} from analytics.live_sessions s where s.id = $1 and s.workspace_id = $2";

    private const string MinutesSql = $"""
        select {SessionMinute.Columns} from analytics.live_sessions s
        join analytics.session_minutes m using (session_no)
        where s.id = $1 and s.workspace_id = $2 order by m.minute
        """;

    private const string GapsSql = $"""
        select {SessionGap.Columns} from analytics.live_sessions s
        join analytics.events e on e.session_no = s.session_no and e.opened_on = s.opened_on and e.kind = 27
        where s.id = $1 and s.workspace_id = $2 and s.gaps > 0 order by e.sequence
        """;

    public bool IsLive => Row.EndedAt is null;
    public TimeSpan Duration => Until > Row.StartedAt ? Until - Row.StartedAt : TimeSpan.Zero;

    /// <summary>A transaction whose statements all see the same books.</summary>
    public static ValueTask<NpgsqlTransaction> OneMomentAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    ) => connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <summary>Null when the session is not the caller's.</summary>
    public static async Task<ReviewedSession?> FindAsync(
        NpgsqlConnection connection,
        ClaimsPrincipal user,
        Guid id,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { SessionSql, MinutesSql, GapsSql })
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.With(id).With(user.WorkspaceId());
            batch.BatchCommands.Add(command);
        }
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var row = SessionRow.Read(reader);
        var (minutes, gaps) = (new List<SessionMinute>(), new List<SessionGap>());
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            minutes.Add(SessionMinute.Read(reader));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            if (SessionGap.Read(reader) is { } gap)
                gaps.Add(gap);
        var until = row.EndedAt ?? now;
        return new(row, until, SessionCurve.Of(row.StartedAt, until, minutes), gaps);
    }
}
