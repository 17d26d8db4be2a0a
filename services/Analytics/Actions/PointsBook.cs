using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Rules;
using MassTransit;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Actions;

/// <summary>Books loyalty points that rules give, once by the grant's id.</summary>
internal sealed class PointsGrantedConsumer(NpgsqlDataSource database) : IConsumer<PointsGranted>
{
    private const int TextLimit = 500;

    public async Task Consume(ConsumeContext<PointsGranted> context)
    {
        var grant = context.Message;
        await using var insert = database.CreateCommand(
            """
            insert into analytics.points (grant_id, workspace_id, account_id, rule_id, user_id, points, reason, granted_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (grant_id) do nothing
            """
        );
        insert
            .Parameters.With(grant.GrantId)
            .With(grant.WorkspaceId)
            .With(grant.AccountId)
            .With(grant.RuleId)
            .With(grant.UserId)
            .With(grant.Points)
            .With(StorableText.Of(grant.Reason, TextLimit, out _, out _), NpgsqlDbType.Text)
            .With(grant.At);
        await insert.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
