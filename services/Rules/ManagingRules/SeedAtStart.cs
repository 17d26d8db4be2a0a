using LiveOps.Hosting.Auditing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Gives the seed's account its binding and example rules, once: what is deleted later stays deleted.</summary>
internal sealed class SeedAtStart(
    NpgsqlDataSource database,
    RuleStore rules,
    BindingStore bindings,
    IOptions<RulesOptions> options,
    ILogger<SeedAtStart> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Seed is not { } seed || !await ClaimAsync(seed, cancellationToken))
            return;
        var board = seed.BoardId.ToUpperInvariant();
        await bindings.PutAsync(seed.WorkspaceId, seed.AccountId, board, Author.Installation, cancellationToken);
        if (seed.Examples)
            foreach (var example in ExampleRules.For(seed.AccountId))
                await rules.AddAsync(
                    seed.WorkspaceId,
                    Guid.CreateVersion7(),
                    example,
                    Author.Installation,
                    cancellationToken
                );
        log.LogInformation(
            "Account {AccountId} starts with board {BoardId}, example rules: {Examples}",
            seed.AccountId,
            board,
            seed.Examples
        );
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Of replicas that start together, one seeds.</summary>
    private async Task<bool> ClaimAsync(SeedOptions seed, CancellationToken cancellationToken)
    {
        await using var insert = database.CreateCommand(
            "insert into rules.seeds (workspace_id, account_id) values ($1, $2) on conflict do nothing"
        );
        insert.Parameters.Add(new() { Value = seed.WorkspaceId });
        insert.Parameters.Add(new() { Value = seed.AccountId });
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
