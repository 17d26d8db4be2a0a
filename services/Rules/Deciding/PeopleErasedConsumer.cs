using LiveOps.Contracts.Analytics;
using MassTransit;
using Npgsql;

namespace LiveOps.Rules.Deciding;

/// <summary>
/// Takes erased people out of what was decided for them: that something was done stays, for whom goes. What is read whole
/// for it is bounded by the days that decisions are kept.
/// </summary>
internal sealed class PeopleErasedConsumer(NpgsqlDataSource database) : IConsumer<PeopleErased>
{
    private const int PatienceSeconds = 300;

    public async Task Consume(ConsumeContext<PeopleErased> context)
    {
        foreach (var table in (string[])["decisions", "executions"])
        {
            await using var forget = database.CreateCommand(
                $"""
                update rules.{table} set viewer_id = null, viewer_name = null
                where workspace_id = $1 and viewer_id = any($2)
                """
            );
            forget.CommandTimeout = PatienceSeconds;
            forget.Parameters.Add(new() { Value = context.Message.WorkspaceId });
            forget.Parameters.Add(new() { Value = context.Message.UserIds.ToArray() });
            await forget.ExecuteNonQueryAsync(context.CancellationToken);
        }
    }
}
