using System.Data;
using System.Security.Claims;
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
        if (await LiveSessions.FindAsync(connection, user, id, cancellationToken) is not { } row)
            return null;
        var minutes = await SessionMinute.ReadAsync(connection, [row.SessionNo], cancellationToken);
        var gaps = await SessionGap.ReadAsync(connection, row, cancellationToken);
        var until = row.EndedAt ?? now;
        return new(
            row,
            until,
            SessionCurve.Of(row.StartedAt, until, minutes.GetValueOrDefault(row.SessionNo) ?? []),
            gaps
        );
    }
}
