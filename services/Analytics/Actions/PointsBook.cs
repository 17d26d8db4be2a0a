using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Rules;
using MassTransit;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Actions;

/// <summary>
/// Books loyalty points that rules give, once by the grant's id, and adds them to the person's profiles in the same
/// transaction.
/// </summary>
internal sealed class PointsGrantedConsumer(NpgsqlDataSource database, Audiences audiences) : IConsumer<PointsGranted>
{
    private const int TextLimit = 500;

    private const string BookSql = """
        insert into analytics.points (grant_id, workspace_id, account_id, rule_id, user_id, points, reason, granted_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (grant_id) do nothing
        """;

    // The event for which the points are may come to the books later than they do.
    private const string AddSql = """
        insert into analytics.viewer_profiles as p (audience_no, user_id, first_seen_at, last_seen_at, points)
        values ($1, $2, $3, $3, $4)
        on conflict (audience_no, user_id) do update set points = p.points + excluded.points
        """;

    // Somebody of whom nothing is known but points is in the lists by name all the same.
    private const string NamelessSql = """
        insert into analytics.viewer_search (workspace_id, user_id, names, sort_name, named_at, grams)
        values ($1, $2, '', '', '-infinity', '{}') on conflict (workspace_id, user_id) do nothing
        """;

    public async Task Consume(ConsumeContext<PointsGranted> context)
    {
        var grant = context.Message;
        var key = (grant.WorkspaceId, grant.AccountId);
        var cancellationToken = context.CancellationToken;
        await audiences.EnsureAsync([key], cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var audience = (await audiences.LockAsync(transaction, [key], cancellationToken))[key];
        await using var book = new NpgsqlCommand(BookSql, connection, transaction);
        book.Parameters.With(grant.GrantId)
            .With(grant.WorkspaceId)
            .With(grant.AccountId)
            .With(grant.RuleId)
            .With(grant.UserId)
            .With(grant.Points)
            .With(StorableText.Of(grant.Reason, TextLimit, out _, out _), NpgsqlDbType.Text)
            .With(grant.At);
        if (await book.ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            await using var nameless = new NpgsqlCommand(NamelessSql, connection, transaction);
            nameless.Parameters.With(grant.WorkspaceId).With(audience.Rules.PersonOf(grant.UserId));
            await nameless.ExecuteNonQueryAsync(cancellationToken);
            // The workspace's row last, as every writer does.
            await AddAsync(transaction, audience.AudienceNo, audience, grant, cancellationToken);
            await AddAsync(transaction, audience.WorkspaceAudienceNo, audience, grant, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task AddAsync(
        NpgsqlTransaction transaction,
        int audienceNo,
        Audience audience,
        PointsGranted grant,
        CancellationToken cancellationToken
    )
    {
        await using var add = new NpgsqlCommand(AddSql, transaction.Connection, transaction);
        add.Parameters.With(audienceNo)
            .With(audience.Rules.PersonOf(grant.UserId))
            .With(grant.At)
            .With((long)grant.Points);
        await add.ExecuteNonQueryAsync(cancellationToken);
    }
}
