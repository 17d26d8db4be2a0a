using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace LiveOps.Analytics.Storing;

/// <summary>
/// One partition of <c>analytics.events</c> per week (Monday, UTC) of the day on which a session was opened. They are
/// made ahead and attached, which locks out neither readers nor writers.
/// </summary>
internal sealed class EventPartitions(NpgsqlDataSource database)
{
    private const int WeeksAhead = 4;
    private readonly ConcurrentDictionary<DateOnly, bool> _ready = new();

    /// <summary>Makes the partitions of the week of <paramref name="today"/> and of the next four.</summary>
    public async Task MakeAheadAsync(DateOnly today, CancellationToken cancellationToken)
    {
        for (var week = 0; week <= WeeksAhead; week++)
            await EnsureAsync(today.AddDays(7 * week), cancellationToken);
    }

    /// <summary>Makes the partition for sessions that were opened on this day, where it is missing.</summary>
    public async ValueTask EnsureAsync(DateOnly openedOn, CancellationToken cancellationToken)
    {
        var monday = MondayOf(openedOn);
        if (_ready.ContainsKey(monday))
            return;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var make = new NpgsqlCommand(SqlFor(monday), connection, transaction);
        await make.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _ready[monday] = true;
    }

    /// <summary>This week's partition is gone; whoever needs it again makes it anew.</summary>
    public void Forget(DateOnly monday) => _ready.TryRemove(monday, out _);

    internal static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static string SqlFor(DateOnly monday)
    {
        var from = monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var to = monday.AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var table = $"events_{monday.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
        // A table that stands alone is attached with a weak lock; "create table .. partition of" would stop all writers.
        return $"""
            select pg_advisory_xact_lock(hashtext('liveops.analytics.partitions'));
            do $$ begin
                if to_regclass('analytics.{table}') is null then
                    create table analytics.{table} (like analytics.events including defaults including constraints);
                    alter table analytics.{table}
                        add constraint {table}_week check (opened_on >= '{from}' and opened_on < '{to}');
                    alter table analytics.events attach partition analytics.{table}
                        for values from ('{from}') to ('{to}');
                    alter table analytics.{table} drop constraint {table}_week;
                end if;
            end $$;
            """;
    }
}
