using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;

namespace LiveOps.Console.Auditing;

/// <summary>One line of the log, as members read it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who, by the name of that time.</param>
/// <param name="Action">What, in words.</param>
/// <param name="Thing">Kind of thing; null in lines from before kinds were kept.</param>
/// <param name="ThingId">Which one.</param>
/// <param name="ThingName">What people call it.</param>
/// <param name="Before">What has changed, as it was.</param>
/// <param name="After">What has changed, as it is now.</param>
/// <param name="Address">From where; null where nobody knows.</param>
/// <param name="Browser">With what, in words.</param>
/// <param name="Service">The service that made the change.</param>
internal sealed record AuditLine(
    long Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string? Thing,
    string? ThingId,
    string? ThingName,
    JsonElement? Before,
    JsonElement? After,
    string? Address,
    string? Browser,
    string Service
);

/// <summary>What to look for; null asks for nothing.</summary>
/// <param name="Actor">Whose deeds: the name, without case.</param>
/// <param name="Action">Exactly this deed.</param>
/// <param name="Thing">This kind of thing.</param>
/// <param name="ThingId">This one thing.</param>
/// <param name="From">From then on.</param>
/// <param name="To">Before then.</param>
/// <param name="Text">Somewhere in actor, action, name, id, before, after or address.</param>
internal sealed record AuditFilter(
    string? Actor,
    string? Action,
    string? Thing,
    string? ThingId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Text
);

/// <summary>Reads the audit log of a workspace, the newest first.</summary>
internal sealed class AuditReader(NpgsqlDataSource database)
{
    /// <summary>Lines after a place in the log.</summary>
    /// <param name="workspaceId">Whose log.</param>
    /// <param name="filter">What to look for.</param>
    /// <param name="after">The last line that the caller has; null to begin with the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<AuditLine> ReadAsync(
        Guid workspaceId,
        AuditFilter filter,
        (DateTimeOffset At, long Id)? after,
        int limit,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select id, at, actor, action, thing, coalesce(thing_id, detail), thing_name, before::text, after::text,
                   address, browser, service
            from console.audit
            where workspace_id = $1
              and ($2::timestamptz is null or (at, id) < ($2, $3))
              and ($4::text is null or lower(actor) = lower($4))
              and ($5::text is null or action = $5)
              and ($6::text is null or thing = $6)
              and ($7::text is null or thing_id = $7)
              and ($8::timestamptz is null or at >= $8)
              and ($9::timestamptz is null or at < $9)
              and ($10::text is null or concat_ws(' ', actor, action, thing_name, thing_id, detail, before::text,
                    after::text, address) ilike $10)
            order by at desc, id desc limit $11
            """
        );
        foreach (
            var value in (object?[])
                [
                    workspaceId,
                    after?.At,
                    after?.Id ?? 0,
                    filter.Actor,
                    filter.Action,
                    filter.Thing,
                    filter.ThingId,
                    filter.From,
                    filter.To,
                    filter.Text is { } text ? $"%{Escaped(text)}%" : null,
                    limit,
                ]
        )
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new AuditLine(
                reader.GetInt64(0),
                reader.Time(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.Text(4),
                reader.Text(5),
                reader.Text(6),
                Json(reader.Text(7)),
                Json(reader.Text(8)),
                reader.Text(9),
                reader.Text(10),
                reader.GetString(11)
            );
    }

    /// <summary>The deeds, kinds of thing and actors that occur in the log, for choosing from.</summary>
    public async Task<AuditWords> ReadWordsAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        Task<List<string>> DistinctAsync(string column) =>
            connection.ReadAsync(
                $"select distinct {column} from console.audit where workspace_id = $1 and {column} is not null order by 1 limit 200",
                row => row.GetString(0),
                cancellationToken,
                workspaceId
            );
        return new(await DistinctAsync("action"), await DistinctAsync("thing"), await DistinctAsync("actor"));
    }

    private static JsonElement? Json(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);

    // In a pattern these would stand for anything.
    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}

/// <param name="Actions">Deeds.</param>
/// <param name="Things">Kinds of thing.</param>
/// <param name="Actors">Names.</param>
internal sealed record AuditWords(
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Things,
    IReadOnlyList<string> Actors
);
