using System.Globalization;
using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Hosting.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Statistics;

/// <summary>Whose statistics, and from when to when.</summary>
/// <param name="WorkspaceId">The caller's.</param>
/// <param name="AccountId">One account; null for all of the workspace.</param>
/// <param name="Zone">Days and hours are the account's.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
internal sealed record StatisticsRange(Guid WorkspaceId, Guid? AccountId, TimeZoneInfo Zone, DateOnly From, DateOnly To)
{
    private const int MostDays = 400;
    private const int DefaultDays = 30;

    public DateTimeOffset Start => LocalPeriods.StartOf(Zone, From);
    public DateTimeOffset End => LocalPeriods.StartOf(Zone, To.AddDays(1));

    /// <summary>Those that began in the range, of those that overlap it.</summary>
    public List<DigestedSession> BegunIn(List<DigestedSession> sessions) =>
        sessions.FindAll(session => session.Row.StartedAt >= Start);

    /// <summary>Reads what a request asks for.</summary>
    /// <returns>The range, or (null, why not); (null, null) when the account is not the caller's.</returns>
    public static async Task<(StatisticsRange? Range, string? Error)> ReadAsync(
        NpgsqlConnection connection,
        ClaimsPrincipal user,
        Guid? accountId,
        string? from,
        string? to,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (!TryDay(from, out var first) || !TryDay(to, out var last))
            return (null, "Give 'from' and 'to' as days of the account, for example from=2026-01-01&to=2026-01-31.");
        await using var command = new NpgsqlCommand(
            "select time_zone from analytics.audiences where workspace_id = $1 and account_id is not distinct from $2",
            connection
        );
        command.Parameters.With(user.WorkspaceId()).With(accountId, NpgsqlDbType.Uuid);
        var name = (string?)await command.ExecuteScalarAsync(cancellationToken);
        if (name is null && accountId is not null)
            return (null, null);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(name ?? "UTC", out var found) ? found : TimeZoneInfo.Utc;
        var end =
            last
            ?? (first is { } day ? Earlier(day.AddDays(DefaultDays - 1), now, zone) : LocalPeriods.DayOf(zone, now));
        var begin = first ?? end.AddDays(1 - DefaultDays);
        if (begin > end)
            return (null, "The day 'from' is after the day 'to': exchange them.");
        return end.DayNumber - begin.DayNumber >= MostDays
            ? (null, $"That is more than {MostDays} days: ask for a shorter time, or in parts.")
            : (new(user.WorkspaceId(), accountId, zone, begin, end), null);
    }

    private static DateOnly Earlier(DateOnly day, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = LocalPeriods.DayOf(zone, now);
        return day < today ? day : today;
    }

    /// <summary>Years that every calendar and every time zone here can deal with.</summary>
    private static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (
            !DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var parsed
            ) || parsed.Year is < 2000 or > 2200
        )
            return false;
        day = parsed;
        return true;
    }
}
