using System.Collections.Concurrent;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Outbox;
using Npgsql;
using NpgsqlTypes;
using Days = LiveOps.Analytics.ViewerReading.Birthdays;

namespace LiveOps.Analytics.Birthdays;

/// <summary>
/// Notices that somebody whose birthday it is has come into a LIVE, once for each. It runs after the commit of every
/// batch, so it costs a look into a set of today's birthdays, which is empty for most. A sign that is lost by a crash
/// in between is made good by the person's next one.
/// </summary>
internal sealed class LiveBirthdays(
    NpgsqlDataSource database,
    PostgresOutbox outbox,
    TimeProvider clock,
    ILogger<LiveBirthdays> log
)
{
    /// <summary>How long a birthday that another replica stores may go unnoticed here.</summary>
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 10_000;
    private const int DaysKept = 60;

    private const string BornSql = """
        select v.user_id, v.birthday from unnest($2, $3) as d(month, day)
        join analytics.viewers v on v.workspace_id = $1 and v.birthday is not null
            and extract(month from v.birthday) = d.month and extract(day from v.birthday) = d.day
        """;

    private const string NoteSql = """
        insert into analytics.birthdays_live (session_no, user_id, told_at)
        select $1, $2, $3 from analytics.viewer_profiles where audience_no = $4 and user_id = $2 and not is_blocked
        on conflict (session_no, user_id) do nothing
        """;

    private readonly ConcurrentDictionary<(Guid WorkspaceId, DateOnly Day), Born> _born = new();
    private readonly ConcurrentDictionary<(long SessionNo, long PersonId), bool> _told = new();

    /// <summary>Looks through what has just been stored. It never fails: the books are durable already.</summary>
    public async Task SawAsync(IReadOnlyList<SessionNews> news, CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetUtcNow();
            foreach (var part in news)
                if (part.Audience.Switches is { Enabled: true, BirthdayReminder: true })
                    await SawAsync(part, now, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            log.LogWarning("A birthday in a LIVE may be noticed later: {Reason}", error.Message);
        }
    }

    /// <summary>A birthday of the workspace has changed.</summary>
    public void Forget(Guid workspaceId)
    {
        foreach (var key in _born.Keys)
            if (key.WorkspaceId == workspaceId)
                _born.TryRemove(key, out _);
    }

    private async Task SawAsync(SessionNews part, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, part.Audience.Zone).DateTime);
        var born = await BornAsync(part.Session.Key.WorkspaceId, today, now, cancellationToken);
        if (born.Count == 0)
            return;
        foreach (var row in part.Rows)
        {
            // What comes late from a queue that has waited is nobody coming in now.
            if (!Presence.Shows(row) || now - Presence.At(row) > part.Audience.Switches.Timeout)
                continue;
            var person = part.Audience.Rules.PersonOf(row.Viewer!.UserId);
            if (born.TryGetValue(person, out var birthday) && _told.TryAdd((part.Session.SessionNo, person), true))
                await TellAsync(part, person, row.Viewer, Days.AgeOn(today, birthday), now, cancellationToken);
        }
    }

    private async Task TellAsync(
        SessionNews part,
        long person,
        LiveViewer viewer,
        int age,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var note = new NpgsqlCommand(NoteSql, connection, transaction);
            note.Parameters.With(part.Session.SessionNo).With(person).With(now).With(part.Audience.AudienceNo);
            // Blocked, or told by another replica or before a restart.
            if (await note.ExecuteNonQueryAsync(cancellationToken) == 0)
                return;
            await outbox.AddAsync(
                transaction,
                new ViewerNews
                {
                    WorkspaceId = part.Session.Key.WorkspaceId,
                    AccountId = part.Session.Key.AccountId,
                    Items =
                    [
                        new()
                        {
                            NewsId = Guid.CreateVersion7(now),
                            Kind = ViewerNewsKind.BirthdayLive,
                            UserId = person,
                            Handle = viewer.Handle,
                            Nickname = viewer.Nickname,
                            Age = age,
                            At = now,
                        },
                    ],
                },
                cancellationToken: cancellationToken
            );
            await using var forget = new NpgsqlCommand(
                "delete from analytics.birthdays_live where told_at < $1",
                connection,
                transaction
            );
            forget.Parameters.With(now.AddDays(-DaysKept));
            await forget.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch
        {
            _told.TryRemove((part.Session.SessionNo, person), out _);
            throw;
        }
    }

    private async ValueTask<IReadOnlyDictionary<long, DateOnly>> BornAsync(
        Guid workspaceId,
        DateOnly today,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (_born.TryGetValue((workspaceId, today), out var known) && (now - known.ReadAt).Duration() < _fresh)
            return known.People;
        if (_born.Count > MostRemembered)
            _born.Clear();
        if (_told.Count > MostRemembered)
            _told.Clear();
        var days = Days.Within(today, 0);
        await using var select = database.CreateCommand(BornSql);
        select
            .Parameters.With(workspaceId)
            .With(days.Select(day => day.Month).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(days.Select(day => day.Day).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        var people = new Dictionary<long, DateOnly>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            people[reader.GetInt64(0)] = reader.Day(1);
        _born[(workspaceId, today)] = new Born(now, people);
        return people;
    }

    private sealed record Born(DateTimeOffset ReadAt, IReadOnlyDictionary<long, DateOnly> People);
}
