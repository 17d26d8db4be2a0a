using System.Security.Claims;
using System.Text.Json;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Evaluating;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.ManagingRules;

/// <summary>What is set for an account as a whole: its clock and the pace of its queue.</summary>
internal static class SettingsEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var settings = api.MapGroup("/settings");
        settings
            .MapGet("/{accountId:guid}", Find)
            .WithSummary("Time zone and pace of an account; defaults where nothing was set");
        settings
            .MapPut("/{accountId:guid}", Put)
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary("Sets time zone and pace of an account");
    }

    private static async Task<Ok<AccountSettings>> Find(
        Guid accountId,
        ClaimsPrincipal user,
        SettingsStore settings,
        CancellationToken cancellation
    ) => TypedResults.Ok(await settings.FindAsync(user.WorkspaceId(), accountId, cancellation));

    private static async Task<Results<Ok<AccountSettings>, ValidationProblem>> Put(
        Guid accountId,
        AccountSettings form,
        ClaimsPrincipal user,
        SettingsStore settings,
        CancellationToken cancellation
    )
    {
        var faults = new RuleFaults();
        if (!AccountTime.IsKnown(form.TimeZone))
            faults.Add("timeZone", "must be a time zone's IANA name, for example Asia/Jakarta or Europe/Berlin.");
        faults.Range("executionsPerSecond", form.ExecutionsPerSecond, 1, 1_000);
        faults.Range("maxWaiting", form.MaxWaiting, 1, 10_000);
        if (faults.Any)
            return RuleAnswer.Faults(faults.ToDictionary(), "The settings cannot be used");
        await settings.PutAsync(user.WorkspaceId(), accountId, form, Author.Of(user), cancellation);
        return TypedResults.Ok(form);
    }
}

/// <summary>Settings of accounts: always those of one workspace. Every change tells all replicas.</summary>
internal sealed class SettingsStore(NpgsqlDataSource database, ChangeLog changes)
{
    public async Task<AccountSettings> FindAsync(Guid workspace, Guid account, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            "select settings::text from rules.account_settings where workspace_id = $1 and account_id = $2"
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(new() { Value = account });
        return await select.ExecuteScalarAsync(cancellation) is string json
            ? JsonSerializer.Deserialize<AccountSettings>(json, RuleJson.Options)!
            : AccountSettings.Default;
    }

    public async Task PutAsync(
        Guid workspace,
        Guid account,
        AccountSettings settings,
        Author by,
        CancellationToken cancellation
    )
    {
        var known = await FindAsync(workspace, account, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var upsert = batch.CreateBatchCommand();
        upsert.CommandText = """
            insert into rules.account_settings as known (workspace_id, account_id, settings, updated_by) values ($1, $2, $3, $4)
            on conflict (workspace_id, account_id) do update set settings = excluded.settings,
                version = known.version + 1, updated_at = now(), updated_by = excluded.updated_by
            """;
        upsert.Parameters.Add(new NpgsqlParameter { Value = workspace });
        upsert.Parameters.Add(new NpgsqlParameter { Value = account });
        upsert.Parameters.Add(
            new NpgsqlParameter
            {
                Value = JsonSerializer.Serialize(settings, RuleJson.Options),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
        upsert.Parameters.Add(new NpgsqlParameter { Value = by.Name });
        batch.BatchCommands.Add(upsert);
        AccountNotice.Add(batch, workspace, account);
        await batch.ExecuteNonQueryAsync(cancellation);
        await changes.AddAsync(
            transaction,
            workspace,
            by,
            new Change("pace and clock set", "account", account.ToString(), null) { Before = known, After = settings },
            cancellation
        );
        await transaction.CommitAsync(cancellation);
    }
}
