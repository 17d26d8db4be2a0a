using System.Security.Cryptography;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Privacy;

/// <summary>
/// Erases people from a workspace: profile, names, handles, notes, birthday, hours, visits, and what they wrote. What
/// they did stays counted, under a random negative number in place of their user id: another one in each live session,
/// kept nowhere, so that nobody can be followed from one session to the next. Totals of sessions, minutes and hours of
/// the account stay as they are.
/// </summary>
/// <remarks>
/// All user ids of a person are erased together. It runs alone (<see cref="Audiences.LockAloneAsync"/>), and again
/// changes nothing. Nothing remembers that somebody was erased: who comes again is a new viewer. What other people wrote
/// about the person stays, and so do the variables of rules, which go when they expire.
/// </remarks>
internal sealed class ErasePerson(
    NpgsqlDataSource database,
    Standing standing,
    PostgresOutbox outbox,
    TimeProvider clock
)
{
    /// <summary>People in one transaction: writers of the workspace wait for it.</summary>
    public const int AtOnce = 20;

    // TikTok ends a streak after some seconds of silence, Ingestion after a minute.
    private static readonly TimeSpan _streakIsOver = TimeSpan.FromMinutes(2);

    // TikTok's own time, by which events of a person are found, may be wrong; never by as much as this.
    private static readonly TimeSpan _clocksDiffer = TimeSpan.FromDays(2);

    /// <summary>Erases those of these people who are known.</summary>
    /// <param name="workspaceId">Whose people.</param>
    /// <param name="people">Person ids, not merged ones.</param>
    /// <param name="cancellationToken">Between two transactions: what is erased stays erased.</param>
    public async Task<Erased> EraseAsync(
        Guid workspaceId,
        IReadOnlyCollection<long> people,
        CancellationToken cancellationToken
    )
    {
        var erased = new Erased(0, []);
        foreach (var some in people.Distinct().Chunk(AtOnce))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
            erased += await EraseAsync(transaction, workspaceId, some, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        return erased;
    }

    /// <summary>Erases people in a transaction that has the workspace's viewers alone.</summary>
    public async Task<Erased> EraseAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IReadOnlyCollection<long> people,
        CancellationToken cancellationToken
    )
    {
        var ids = await IdsAsync(transaction, workspaceId, people, cancellationToken);
        var busy = await InStreakAsync(transaction, workspaceId, ids, cancellationToken);
        var busyPeople = ids.Where(id => busy.Contains(id.UserId)).Select(id => id.PersonId).ToHashSet();
        ids.RemoveAll(id => busyPeople.Contains(id.PersonId));
        var known = await EditedProfile.ReadAsync(
            transaction,
            workspaceId,
            [.. ids.Select(id => id.PersonId).Distinct()],
            cancellationToken
        );
        var users = ids.Select(id => id.UserId).ToArray();
        var traces = await TracesAsync(transaction, workspaceId, users, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (traces.Count > 0)
            foreach (var sql in ErasureSql.OfSessions)
                batch.BatchCommands.Add(OfSessions(sql, traces));
        foreach (var sql in ErasureSql.OfPeople)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.With(workspaceId).With(users, ErasureSql.Numbers);
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
        // Whoever else holds something of them forgets it.
        if (users.Length > 0)
            await outbox.AddAsync(
                transaction,
                new PeopleErased
                {
                    WorkspaceId = workspaceId,
                    UserIds = users,
                    At = clock.GetUtcNow(),
                },
                cancellationToken: cancellationToken
            );
        // Rules forget tier and block.
        await standing.TellRulesAsync(
            transaction,
            workspaceId,
            [
                .. ids.SelectMany(id =>
                    known
                        .GetValueOrDefault(id.PersonId, [])
                        .Where(profile => profile.IsBlocked || profile.Tier > 0)
                        .Select(profile => new Standing.Place(id.PersonId, id.UserId, profile.Audience))
                ),
            ],
            blockedEverywhere: null,
            cancellationToken
        );
        // Writers forget merges and names.
        await Audiences.ChangedAsync(transaction, workspaceId, cancellationToken);
        return new Erased(known.Count, busyPeople);
    }

    private static async Task<List<(long PersonId, long UserId)>> IdsAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IReadOnlyCollection<long> people,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(ErasureSql.Ids, transaction.Connection, transaction);
        select.Parameters.With(workspaceId).With(people.ToArray(), ErasureSql.Numbers);
        var ids = new List<(long, long)>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return ids;
    }

    private async Task<HashSet<long>> InStreakAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        List<(long PersonId, long UserId)> ids,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var select = new NpgsqlCommand(ErasureSql.InStreak, transaction.Connection, transaction);
        select
            .Parameters.With(workspaceId)
            .With(ids.ConvertAll(id => id.UserId), ErasureSql.Numbers)
            .With(now - _streakIsOver)
            .With(now - _clocksDiffer)
            .With((short)LiveEventKind.Gift);
        var busy = new HashSet<long>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            busy.Add(reader.GetInt64(0));
        return busy;
    }

    private static async Task<List<Trace>> TracesAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long[] users,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(ErasureSql.Traces, transaction.Connection, transaction);
        select.Parameters.With(workspaceId).With(users, ErasureSql.Numbers);
        var traces = new List<Trace>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            traces.Add(new Trace(reader.GetInt64(0), reader.GetInt64(1), reader.Day(2), StandIn()));
        return traces;
    }

    private static NpgsqlBatchCommand OfSessions(string sql, List<Trace> traces)
    {
        var command = new NpgsqlBatchCommand(sql);
        command
            .Parameters.With(traces.ConvertAll(trace => trace.SessionNo), ErasureSql.Numbers)
            .With(traces.ConvertAll(trace => trace.UserId), ErasureSql.Numbers)
            .With(traces.ConvertAll(trace => trace.OpenedOn), NpgsqlDbType.Array | NpgsqlDbType.Date)
            .With(traces.ConvertAll(trace => trace.StandIn), ErasureSql.Numbers);
        return command;
    }

    /// <summary>TikTok's ids are positive: no stand-in is ever somebody.</summary>
    private static long StandIn() =>
        -1 - (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue);

    private sealed record Trace(long SessionNo, long UserId, DateOnly OpenedOn, long StandIn);
}

/// <summary>What an erasure did.</summary>
/// <param name="People">How many were erased.</param>
/// <param name="InStreak">Person ids that send a streak of gifts just now and were left; two minutes later they can be erased.</param>
internal sealed record Erased(int People, IReadOnlyCollection<long> InStreak)
{
    public static Erased operator +(Erased a, Erased b) => new(a.People + b.People, [.. a.InStreak, .. b.InStreak]);
}
