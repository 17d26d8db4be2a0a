using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Importing;

/// <summary>Visits of the plugin's file. The newest one of each viewer belongs to their row of the session.</summary>
internal sealed class ImportedVisits(ProfilesSession session, ImportedPeople people, ImportSettings settings)
{
    private const int ChunkRows = 5_000;

    // A viewer's newest visit is in their row of the session: known as well, though it is stored for a moment here, because
    // a newer copy of the file may have one that comes after it.
    private const string Sql = """
        with stored as (
            insert into analytics.visits as v (session_no, user_id, joined_at, left_at)
            select $1, user_id, joined_at, max(left_at) from unnest($2, $3, $4) as k(user_id, joined_at, left_at)
            group by user_id, joined_at
            on conflict (session_no, user_id, joined_at) do nothing
            returning user_id, joined_at
        )
        select count(*)::int from stored s where not exists (
            select from analytics.session_viewers v
            where v.session_no = $1 and v.user_id = s.user_id and v.visit_from = s.joined_at
        )
        """;

    private const string DropNewestSql = """
        delete from analytics.visits v using unnest($2, $3) as k(user_id, joined_at)
        where v.session_no = $1 and v.user_id = k.user_id and v.joined_at = k.joined_at
        """;

    /// <returns>The newest visit by user id.</returns>
    public async Task<Dictionary<long, Visit>> StoreAsync(
        SqliteFile file,
        TableReport table,
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var newest = new Dictionary<long, Visit>();
        // In order: a visit that is followed by another one of the same viewer is not the newest.
        foreach (var chunk in Read(file, table, newest).Chunk(ChunkRows))
        {
            await using var store = new NpgsqlCommand(Sql, transaction.Connection, transaction);
            store.Parameters.With(session.SessionNo);
            Add(store.Parameters, [.. chunk]);
            store.Parameters.With(
                chunk.Select(visit => visit.Visit.To.UtcDateTime).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            );
            var stored = (int)(await store.ExecuteScalarAsync(cancellationToken))!;
            table.New += stored;
            table.Known += chunk.Length - stored;
        }
        await using var drop = new NpgsqlCommand(DropNewestSql, transaction.Connection, transaction);
        drop.Parameters.With(session.SessionNo);
        Add(drop.Parameters, [.. newest.Select(visit => (visit.Key, visit.Value))]);
        await drop.ExecuteNonQueryAsync(cancellationToken);
        return newest;
    }

    private static void Add(NpgsqlParameterCollection parameters, List<(long UserId, Visit Visit)> visits) =>
        parameters
            .With(visits.ConvertAll(visit => visit.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(
                visits.ConvertAll(visit => visit.Visit.From.UtcDateTime),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            );

    private IEnumerable<(long UserId, Visit Visit)> Read(
        SqliteFile file,
        TableReport table,
        Dictionary<long, Visit> newest
    )
    {
        foreach (var row in file.Rows("viewer_sessions", ["id", "viewer_id", "joined_at", "left_at"], "viewer_id, id"))
        {
            table.Read++;
            if (people.UserOf(SqliteFile.Long(row, 1)) is not { } user)
                table.Skip("its viewer is not in the file");
            else if (SqliteFile.Time(row, 2, settings.Zone) is not { } from)
                table.Skip("it has no time that can be read");
            else if (SqliteFile.Time(row, 3, settings.Zone) is not { } to || to < from)
                table.Skip("it has no end");
            else
            {
                var visit = new Visit(VisitTimes.Milliseconds(from), VisitTimes.Milliseconds(to));
                if (!newest.TryGetValue(user, out var other) || visit.From > other.From)
                    newest[user] = visit;
                yield return (user, visit);
            }
        }
    }
}
