using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Outbox;
using Npgsql;
using NpgsqlTypes;
using Days = LiveOps.Analytics.ViewerReading.Birthdays;

namespace LiveOps.Analytics.Birthdays;

/// <summary>
/// Tells whose birthday it is when the day begins where the account is. It asks what day it is there, every few seconds,
/// and waits for no midnight: clocks that change, time zones that change and a service that was away make no difference.
/// The table of those who were told keeps it to once.
/// </summary>
internal sealed class TellBirthdays(
    NpgsqlDataSource database,
    PostgresOutbox outbox,
    TimeProvider clock,
    ILogger<TellBirthdays> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    /// <summary>Most people in one message.</summary>
    private const int AtOnce = 100;
    private const int DaysKept = 7;

    private const string AccountsSql = """
        select audience_no, workspace_id, account_id, time_zone from analytics.audiences
        where account_id is not null and coalesce((settings ->> 'enabled')::boolean, true)
            and coalesce((settings ->> 'birthdayReminder')::boolean, true)
        """;

    private const string TellSql = """
        with born as (
            select v.user_id, v.handle, v.nickname, v.birthday
            from unnest($3, $4) as d(month, day)
            join analytics.viewers v on v.workspace_id = $1 and v.birthday is not null
                and extract(month from v.birthday) = d.month and extract(day from v.birthday) = d.day
            join analytics.viewer_profiles p on p.audience_no = $2 and p.user_id = v.user_id and not p.is_blocked
        ), told as (
            insert into analytics.birthdays_told (audience_no, user_id, day)
            select $2, user_id, $5 from born order by user_id
            on conflict (audience_no, user_id, day) do nothing
            returning user_id
        )
        select born.* from told join born using (user_id) order by user_id
        """;

    /// <summary>Tells what is to be told at <paramref name="now"/>.</summary>
    /// <returns>How many people.</returns>
    public async Task<int> TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = 0;
        foreach (var account in await AccountsAsync(cancellationToken))
            told += await TellAsync(account, now, cancellationToken);
        return told;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        do
        {
            try
            {
                await TellAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Birthdays are told a little later: {Reason}", error.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<List<Account>> AccountsAsync(CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(AccountsSql);
        var accounts = new List<Account>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add(
                new Account(
                    reader.GetInt32(0),
                    reader.GetGuid(1),
                    reader.GetGuid(2),
                    TimeZoneInfo.TryFindSystemTimeZoneById(reader.GetString(3), out var zone) ? zone : TimeZoneInfo.Utc
                )
            );
        return accounts;
    }

    private async Task<int> TellAsync(Account account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, account.Zone).DateTime);
        var days = Days.Within(today, 0);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var tell = new NpgsqlCommand(TellSql, connection, transaction);
        tell.Parameters.With(account.WorkspaceId)
            .With(account.AudienceNo)
            .With(days.Select(day => day.Month).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(days.Select(day => day.Day).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(today);
        var items = new List<ViewerNewsItem>();
        await using (var reader = await tell.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                items.Add(
                    new ViewerNewsItem
                    {
                        NewsId = Guid.CreateVersion7(now),
                        Kind = ViewerNewsKind.Birthday,
                        UserId = reader.GetInt64(0),
                        Handle = reader.TextOrNull(1),
                        Nickname = reader.TextOrNull(2),
                        Age = Days.AgeOn(today, reader.Day(3)),
                        At = now,
                    }
                );
        if (items.Count == 0)
            return 0;
        foreach (var some in items.Chunk(AtOnce))
            await outbox.AddAsync(
                transaction,
                new ViewerNews
                {
                    WorkspaceId = account.WorkspaceId,
                    AccountId = account.AccountId,
                    Items = some,
                },
                cancellationToken: cancellationToken
            );
        await ForgetAsync(transaction, today.AddDays(-DaysKept), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return items.Count;
    }

    private static async Task ForgetAsync(
        NpgsqlTransaction transaction,
        DateOnly before,
        CancellationToken cancellationToken
    )
    {
        await using var forget = new NpgsqlCommand(
            "delete from analytics.birthdays_told where day < $1",
            transaction.Connection,
            transaction
        );
        forget.Parameters.With(before);
        await forget.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Account(int AudienceNo, Guid WorkspaceId, Guid AccountId, TimeZoneInfo Zone);
}
