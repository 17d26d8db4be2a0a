using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>
/// Switches of viewer profiles: those of an account; or, without one, those that new accounts start with, and setting
/// them sets them for all accounts.
/// </summary>
internal sealed class Switches(NpgsqlDataSource database, ChangeLog changes)
{
    private const int ShortestTimeout = 30;
    private const int LongestTimeout = 3_600;

    private static readonly string[] _names =
    [
        "enabled",
        "autoVipPromotion",
        "birthdayReminder",
        "autoFetchTikTokData",
        "heatmapEnabled",
        "sessionTimeout",
    ];

    private const string ReadSql = """
        select settings::text from analytics.audiences where workspace_id = $1 and account_id is not distinct from $2
        """;

    // A key that is given twice counts as the last one does; what is not given stays.
    private const string WriteSql = """
        update analytics.audiences set settings = settings || $3
        where workspace_id = $1 and ($2::uuid is null or account_id = $2)
            and settings is distinct from settings || $3
        """;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(
                "/switches",
                (
                    ClaimsPrincipal caller,
                    Switches switches,
                    CancellationToken cancellationToken,
                    Guid? accountId = null
                ) => switches.ReadAsync(caller, accountId, cancellationToken)
            )
            .WithSummary("Switches of viewer profiles, of an account or of the workspace")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPut(
                "/switches",
                (
                    JsonElement body,
                    ClaimsPrincipal caller,
                    Switches switches,
                    CancellationToken cancellationToken,
                    Guid? accountId = null
                ) => switches.WriteAsync(body, caller, accountId, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Sets switches of viewer profiles; what is not given stays as it is")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<Results<Ok<ViewerSwitches>, ProblemHttpResult>> ReadAsync(
        ClaimsPrincipal caller,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, caller.WorkspaceId(), accountId, cancellationToken) is { } switches
            ? TypedResults.Ok(switches)
            : Problems.NoAccount();
    }

    private async Task<Results<Ok<ViewerSwitches>, ValidationProblem, ProblemHttpResult>> WriteAsync(
        JsonElement body,
        ClaimsPrincipal caller,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        var faults = FaultsOf(body);
        if (faults.Count > 0)
            return TypedResults.ValidationProblem(faults, title: "The features cannot be set so");
        var workspaceId = caller.WorkspaceId();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await MakeWorkspaceAsync(connection, workspaceId, accountId, cancellationToken);
        // Kept until the end, so that what is told as it was is so.
        if (await ReadAsync(connection, workspaceId, accountId, cancellationToken, "for update") is not { } before)
            return Problems.NoAccount();
        await using var write = new NpgsqlCommand(WriteSql, connection, transaction);
        write
            .Parameters.With(workspaceId)
            .With(accountId, NpgsqlDbType.Uuid)
            .With(body.GetRawText(), NpgsqlDbType.Jsonb);
        var changed = await write.ExecuteNonQueryAsync(cancellationToken);
        var after = (await ReadAsync(connection, workspaceId, accountId, cancellationToken))!;
        // One that is given as it is by default is written all the same, and changes nothing.
        if (changed > 0 && (accountId is null || after != before))
            await changes.AddAsync(
                transaction,
                workspaceId,
                Author.Of(caller),
                new Change(
                    "viewer switches set",
                    accountId is null ? "workspace" : "account",
                    (accountId ?? workspaceId).ToString(),
                    accountId is null ? "all accounts" : null
                )
                {
                    // Accounts may have had others where the workspace had these already.
                    Before = before == after ? null : before,
                    After = after,
                },
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(after);
    }

    /// <summary>A workspace may set its switches before its first account is there.</summary>
    private static async Task MakeWorkspaceAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        if (accountId is not null)
            return;
        await using var make = new NpgsqlCommand(
            """
            insert into analytics.audiences (workspace_id) values ($1)
            on conflict (workspace_id, account_id) do nothing
            """,
            connection
        );
        make.Parameters.With(workspaceId);
        await make.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<ViewerSwitches?> ReadAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        Guid? accountId,
        CancellationToken cancellationToken,
        string keeping = ""
    )
    {
        await using var select = new NpgsqlCommand($"{ReadSql} {keeping}", connection);
        select.Parameters.With(workspaceId).With(accountId, NpgsqlDbType.Uuid);
        return await select.ExecuteScalarAsync(cancellationToken) is string settings
                ? JsonSerializer.Deserialize<ViewerSwitches>(settings)
            : accountId is null ? new ViewerSwitches()
            : null;
    }

    private static Dictionary<string, string[]> FaultsOf(JsonElement body)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (body.ValueKind != JsonValueKind.Object || !body.EnumerateObject().Any())
            faults["body"] = [$"must be an object with some of {string.Join(", ", _names)}."];
        else
            foreach (var field in body.EnumerateObject())
                if (faults.Count < 20 && FaultOf(field) is { } fault)
                    faults[Problems.Short(Characters.Printable(field.Name))] = [fault];
        return faults;
    }

    private static string? FaultOf(JsonProperty field)
    {
        if (!_names.Contains(field.Name, StringComparer.Ordinal))
            return $"is no switch. There are {string.Join(", ", _names)}.";
        if (string.Equals(field.Name, "sessionTimeout", StringComparison.Ordinal))
            return
                field.Value.ValueKind == JsonValueKind.Number
                && field.Value.TryGetInt32(out var seconds)
                && seconds is >= ShortestTimeout and <= LongestTimeout
                ? null
                : "must be 30 to 3600 seconds.";
        return field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false.";
    }
}
