using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>What of a viewer's history is asked for.</summary>
/// <param name="Cursor">The three keys of the last one before the page: a time, a message or user id, a session; null for the newest.</param>
/// <param name="Count">How many.</param>
internal sealed record HistoryPage(ViewerAudience Audience, ViewerPerson Person, long[]? Cursor, int Count)
{
    /// <summary>Where it begins; null for the newest.</summary>
    public DateTimeOffset? Before => Cursor is null ? null : Reviewing.Cursor.TimeOf(Cursor[0]);
}

/// <summary>A row of a history and its place in it.</summary>
internal sealed record HistoryItem<T>(T Item, DateTimeOffset At, string Cursor);

/// <summary>A page of what a viewer did, newest first.</summary>
/// <param name="sql">
/// Its last three columns are the keys of a cursor, which it is ordered by. Parameters: $1 workspace, $2 account, $3 user
/// ids, $4 to $6 the cursor, $7 how many; $8 and on are its own.
/// </param>
/// <param name="read">Reads a row.</param>
internal sealed class ViewerHistory<T>(string sql, Func<NpgsqlDataReader, T> read)
{
    /// <summary>For what lies in the partitions of the events: planned for each, $8 and $9 are the days of a <see cref="ViewerSpan"/>.</summary>
    public Task<List<HistoryItem<T>>> ReadEventsAsync(
        NpgsqlConnection connection,
        HistoryPage page,
        ViewerSpan? span,
        Action<NpgsqlParameterCollection>? describe,
        CancellationToken cancellationToken
    ) =>
        ViewerSpan.ReadAsync(
            span,
            page,
            async span =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                Describe(command.Parameters, page);
                command.Parameters.With(span.From).With(span.To);
                describe?.Invoke(command.Parameters);
                return await command.ReadOnceAsync(Read, cancellationToken);
            }
        );

    /// <summary>For all else; <paramref name="describe"/> adds the parameters from $8 on.</summary>
    /// <returns>Its rows: empty until the batch has run.</returns>
    public List<HistoryItem<T>> Add(RowsBatch batch, HistoryPage page, Action<NpgsqlParameterCollection> describe) =>
        batch.Add(
            sql,
            parameters =>
            {
                Describe(parameters, page);
                describe(parameters);
            },
            Read
        );

    private static void Describe(NpgsqlParameterCollection parameters, HistoryPage page) =>
        parameters
            .With(page.Audience.WorkspaceId)
            .With(page.Audience.AccountId, NpgsqlDbType.Uuid)
            .With(page.Person.Ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(page.Before)
            .With(page.Cursor?[1], NpgsqlDbType.Bigint)
            .With(page.Cursor?[2], NpgsqlDbType.Bigint)
            .With(page.Count);

    private HistoryItem<T> Read(NpgsqlDataReader row)
    {
        var keys = row.FieldCount - 3;
        var at = row.GetFieldValue<DateTimeOffset>(keys);
        return new(read(row), at, Cursor.Of(Cursor.MicrosecondsOf(at), row.GetInt64(keys + 1), row.GetInt64(keys + 2)));
    }
}

/// <summary>A request for a page of a history.</summary>
internal static class ViewerHistory
{
    public const int DefaultLimit = 50;
    private const int MostPerPage = 200;
    private const int Keys = 3;

    /// <summary>Answers with a page of what <paramref name="read"/> reads; it is asked for one more, to see whether others follow.</summary>
    public static async Task<Results<Ok<Page<T>>, ProblemHttpResult>> PageAsync<T>(
        this ViewerReader reader,
        ClaimsPrincipal user,
        Guid? accountId,
        string who,
        string? after,
        int limit,
        Func<NpgsqlConnection, HistoryPage, Task<List<HistoryItem<T>>>> read,
        CancellationToken cancellationToken
    )
    {
        if (!Cursor.TryParse(after, Keys, out var cursor))
            return Cursor.Refuse();
        limit = Math.Clamp(limit, 1, MostPerPage);
        return await reader.AnswerAsync(
            user,
            accountId,
            who,
            async (connection, audience, person) =>
            {
                var items = await read(connection, new HistoryPage(audience, person, cursor, limit + 1));
                return new Page<T>(
                    [.. items.Take(limit).Select(item => item.Item)],
                    items.Count > limit ? items[limit - 1].Cursor : null
                );
            },
            cancellationToken
        );
    }
}
