using System.Security.Claims;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>One person with everything that is known of them.</summary>
internal static class ReadViewer
{
    private const int Recent = 10;

    private const string HandlesSql = """
        select h.handle, min(h.first_at), max(h.last_at)
        from analytics.viewer_handles h
        left join analytics.viewers v on v.workspace_id = h.workspace_id and v.user_id = h.user_id
        where h.workspace_id = $1 and h.user_id = any($2)
        group by h.handle
        order by bool_or(h.user_id = $3 and h.handle = v.handle) desc, max(h.last_at) desc, h.handle
        """;

    private const string AccountsSql = """
        select a.account_id, a.handle, p.first_seen_at, p.last_seen_at, p.visits, p.watch_ms, p.coins, p.gifts, p.comments,
            p.likes, p.shares, p.follows, p.vip_tier, p.points, p.is_blocked, p.is_favorite, p.is_moderator
        from analytics.audiences a
        join analytics.viewer_profiles p on p.audience_no = a.audience_no and p.user_id = $2
        where a.workspace_id = $1 and a.account_id is not null and coalesce((a.settings ->> 'enabled')::boolean, true)
        order by p.coins desc, a.account_id
        """;

    public static void MapReadViewer(this RouteGroupBuilder api) =>
        api.MapGet("/{user}", ReadAsync)
            .WithSummary("A viewer by handle or user id: totals, by account too, names, and what they did last");

    /// <summary>The whole profile; null when it has gone meanwhile.</summary>
    public static async Task<ViewerProfileView?> ProfileAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        ViewerPerson person,
        CancellationToken cancellationToken
    )
    {
        var page = new HistoryPage(audience, person, null, Recent);
        await using var batch = new RowsBatch(connection);
        var found = ViewerRows.AddOne(batch, audience, person.UserId);
        var handles = AddHandles(batch, audience, person);
        var accounts = AddAccounts(batch, audience, person);
        var visits = ViewerVisits.Add(batch, page);
        var days = ViewerSpan.Add(batch, page);
        await batch.RunAsync(cancellationToken);
        if (found.Count == 0)
            return null;
        var span = ViewerSpan.Of(days);
        var gifts = await ViewerGifts.ReadAsync(connection, page, span, cancellationToken);
        var interactions = await ViewerInteractions.ReadAsync(connection, page, span, null, cancellationToken);
        return found[0] with
        {
            Handles = handles,
            Accounts = accounts,
            MergedIds = [.. person.Ids.Where(id => id != person.UserId).Select(ViewerAnswer.Text)],
            RecentGifts = gifts.ConvertAll(gift => gift.Item),
            RecentVisits = visits.ConvertAll(visit => visit.Item),
            RecentInteractions = interactions.ConvertAll(interaction => interaction.Item),
        };
    }

    private static Task<Results<Ok<ViewerProfileView>, ProblemHttpResult>> ReadAsync(
        [FromRoute(Name = "user")] string who,
        ClaimsPrincipal caller,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null
    ) =>
        reader.AnswerAsync(
            caller,
            accountId,
            who,
            (connection, audience, person) => ProfileAsync(connection, audience, person, cancellationToken),
            cancellationToken
        );

    private static List<ViewerHandleView> AddHandles(RowsBatch batch, ViewerAudience audience, ViewerPerson person) =>
        batch.Add(
            HandlesSql,
            parameters =>
                parameters
                    .With(audience.WorkspaceId)
                    .With(person.Ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                    .With(person.UserId),
            row => new ViewerHandleView(
                row.GetString(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetFieldValue<DateTimeOffset>(2)
            )
        );

    private static List<ViewerAccountView> AddAccounts(RowsBatch batch, ViewerAudience audience, ViewerPerson person) =>
        batch.Add(
            AccountsSql,
            parameters => parameters.With(audience.WorkspaceId).With(person.UserId),
            row => new ViewerAccountView
            {
                AccountId = row.GetGuid(0),
                Handle = row.IsDBNull(1) ? null : row.GetString(1),
                FirstSeenAt = row.GetFieldValue<DateTimeOffset>(2),
                LastSeenAt = row.GetFieldValue<DateTimeOffset>(3),
                TotalVisits = row.GetInt32(4),
                TotalWatchtimeSeconds = row.GetInt64(5) / 1_000,
                TotalCoinsSpent = row.GetInt64(6),
                TotalGiftsSent = row.GetInt64(7),
                TotalComments = row.GetInt64(8),
                TotalLikes = row.GetInt64(9),
                TotalShares = row.GetInt64(10),
                TotalFollows = row.GetInt64(11),
                VipTier = row.GetInt16(12),
                LoyaltyPoints = row.GetInt64(13),
                IsBlocked = row.GetBoolean(14),
                IsFavorite = row.GetBoolean(15),
                IsModerator = row.GetBoolean(16),
            }
        );
}
