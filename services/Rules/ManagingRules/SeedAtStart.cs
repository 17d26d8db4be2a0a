using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Gives accounts of the seed their binding and example rules, once: what is deleted later stays deleted.</summary>
internal sealed class SeedAtStart(
    NpgsqlDataSource database,
    RuleStore rules,
    BindingStore bindings,
    IOptions<RulesOptions> options,
    ILogger<SeedAtStart> log
) : IHostedService
{
    private const string By = "installation";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Seed is not { } seed)
            return;
        foreach (var account in seed.Accounts)
        {
            if (!await ClaimAsync(seed.WorkspaceId, account.AccountId, cancellationToken))
                continue;
            await bindings.PutAsync(
                seed.WorkspaceId,
                account.AccountId,
                account.BoardId.ToUpperInvariant(),
                By,
                cancellationToken
            );
            if (seed.Examples)
                foreach (var example in ExampleRules.For(account.AccountId))
                    await rules.AddAsync(seed.WorkspaceId, Guid.CreateVersion7(), example, By, cancellationToken);
            log.LogInformation(
                "Account {AccountId} starts with board {BoardId} and example rules: {Examples}",
                account.AccountId,
                account.BoardId,
                seed.Examples
            );
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Of replicas that start together, one seeds.</summary>
    private async Task<bool> ClaimAsync(Guid workspace, Guid account, CancellationToken cancellationToken)
    {
        await using var insert = database.CreateCommand(
            "insert into rules.seeds (workspace_id, account_id) values ($1, $2) on conflict do nothing"
        );
        insert.Parameters.Add(new() { Value = workspace });
        insert.Parameters.Add(new() { Value = account });
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
