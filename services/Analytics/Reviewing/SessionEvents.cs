using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Reviewing;

/// <summary>A stored event over HTTP. Parts that a kind does not have are null.</summary>
internal sealed record EventView
{
    public required string MessageId { get; init; }
    public required LiveEventKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required bool IsHistory { get; init; }
    public string? UserId { get; init; }
    public string? Handle { get; init; }
    public string? Nickname { get; init; }

    /// <summary>What the viewer was in the room, as flags.</summary>
    public ViewerRoles? Roles { get; init; }
    public string? Text { get; init; }

    /// <summary>True when only the beginning of the text was kept.</summary>
    public required bool TextCut { get; init; }
    public string? GiftId { get; init; }
    public string? GiftName { get; init; }

    /// <summary>The streak; 0 for a gift without streak.</summary>
    public string? GroupId { get; init; }

    /// <summary>Price of one unit.</summary>
    public int? Coins { get; init; }
    public int? RepeatCount { get; init; }

    /// <summary>Units that this message credited on the books.</summary>
    public int? Credited { get; init; }
    public int? Likes { get; init; }
    public long? RoomLikes { get; init; }
    public long? Viewers { get; init; }
    public JsonElement? Detail { get; init; }

    /// <summary>What rules decided because of it and what became of that, in order; empty where nothing was triggered.</summary>
    public IReadOnlyList<TriggeredView> Actions { get; init; } = [];
}

/// <summary>The events of a live session in the order in which they happened, a page at a time.</summary>
internal static class SessionEvents
{
    private const string Sql = """
        select e.message_id, e.kind, e.at, e.received_at, e.flags, e.user_id, v.handle, v.nickname, e.text, e.gift_id,
            g.name, e.coins, e.repeat_count, e.credited, e.likes, e.room_likes, e.viewers, e.detail::text, e.sequence,
            e.roles, e.group_id
        from (
            select * from analytics.events
            where session_no = $1 and opened_on = $2 and ($3::smallint is null or kind = $3)
                and ($4::bigint is null or (sequence, message_id, kind) > ($4, $5, $6))
                and ($9::timestamptz is null or at >= $9)
            order by sequence, message_id, kind
            limit $8
        ) e
        left join analytics.viewers v on v.workspace_id = $7 and v.user_id = e.user_id
        left join analytics.gifts g on g.gift_id = e.gift_id
        order by e.sequence, e.message_id, e.kind
        """;

    private static readonly string _newestFirst = Sql.Replace(
            "order by sequence, message_id, kind",
            "order by sequence desc, message_id desc, kind desc",
            StringComparison.Ordinal
        )
        .Replace(
            "order by e.sequence, e.message_id, e.kind",
            "order by e.sequence desc, e.message_id desc, e.kind desc",
            StringComparison.Ordinal
        )
        .Replace("kind) > (", "kind) < (", StringComparison.Ordinal);

    public static void MapSessionEvents(this RouteGroupBuilder api) =>
        api.MapGet("/live-sessions/{id:guid}/events", ListAsync)
            .WithName("listSessionEvents")
            .WithSummary("The events of a live session in their order, or newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<EventView>>, NotFound, ProblemHttpResult>> ListAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken,
        LiveEventKind? kind = null,
        string? after = null,
        bool newestFirst = false,
        DateTimeOffset? from = null,
        int limit = 100
    )
    {
        if (!Cursor.TryParse(after, 3, out var cursor))
            return Cursor.Refuse();
        limit = Math.Clamp(limit, 1, 1_000);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await LiveSessions.FindAsync(connection, user, id, cancellationToken) is not { } session)
            return TypedResults.NotFound();
        await using var command = new NpgsqlCommand(newestFirst ? _newestFirst : Sql, connection);
        command
            .Parameters.With(session.SessionNo)
            .With(session.OpenedOn)
            .With((short?)kind, NpgsqlDbType.Smallint)
            .With(cursor?[0], NpgsqlDbType.Bigint)
            .With(cursor?[1], NpgsqlDbType.Bigint)
            .With(cursor?[2], NpgsqlDbType.Bigint)
            .With(user.WorkspaceId())
            .With(limit + 1)
            .With(from);
        var events = new List<EventView>();
        string? last = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var goesOn = false;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (events.Count == limit)
            {
                goesOn = true;
                break;
            }
            events.Add(Read(reader));
            last = Cursor.Of(reader.GetInt64(18), reader.GetInt64(0), reader.GetInt16(1));
        }
        await reader.CloseAsync();
        await TriggeredActions.AddToAsync(connection, session, events, cancellationToken);
        return TypedResults.Ok(new Page<EventView>(events, goesOn ? last : null));
    }

    private static EventView Read(NpgsqlDataReader row)
    {
        var flags = (EventFlags)row.GetInt16(4);
        return new()
        {
            MessageId = row.GetInt64(0).ToString(CultureInfo.InvariantCulture),
            Kind = (LiveEventKind)row.GetInt16(1),
            At = row.GetFieldValue<DateTimeOffset>(2),
            ReceivedAt = row.GetFieldValue<DateTimeOffset>(3),
            IsHistory = (flags & EventFlags.History) != 0,
            TextCut = (flags & EventFlags.TextCut) != 0,
            UserId = Id(row, 5),
            Handle = Text(row, 6),
            Nickname = Text(row, 7),
            Roles = row.IsDBNull(19) ? null : (ViewerRoles)row.GetInt16(19),
            Text = Text(row, 8),
            GiftId = Id(row, 9),
            GiftName = Text(row, 10),
            GroupId = Id(row, 20),
            Coins = Number<int>(row, 11),
            RepeatCount = Number<int>(row, 12),
            Credited = Number<int>(row, 13),
            Likes = Number<int>(row, 14),
            RoomLikes = Number<long>(row, 15),
            Viewers = Number<long>(row, 16),
            Detail = row.IsDBNull(17) ? null : JsonElement.Parse(row.GetString(17)),
        };
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static string? Id(NpgsqlDataReader row, int column) =>
        Number<long>(row, column)?.ToString(CultureInfo.InvariantCulture);

    private static T? Number<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
