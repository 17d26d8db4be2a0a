using System.Diagnostics;
using System.Security.Claims;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Privacy;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Whom to erase.</summary>
internal sealed record PurgeForm
{
    /// <summary>Not seen by any account of the workspace for so many days; 1 to 36,500.</summary>
    public int InactiveSinceDays { get; init; }

    /// <summary>Leaves viewers with a VIP tier.</summary>
    public bool KeepVip { get; init; } = true;

    /// <summary>Leaves those whom somebody has marked.</summary>
    public bool KeepFavorites { get; init; } = true;

    /// <summary>Leaves those who are blocked: erased, they could come back unblocked.</summary>
    public bool KeepBlocked { get; init; } = true;

    /// <summary>Only counts.</summary>
    public bool DryRun { get; init; }
}

/// <param name="DryRun">True when nobody was erased.</param>
/// <param name="Matching">How many it is about.</param>
/// <param name="Erased">How many were erased.</param>
/// <param name="Remaining">How many are left for another request: one erases for half a minute at most.</param>
internal sealed record PurgeAnswer(bool DryRun, long Matching, long Erased, long Remaining);

/// <summary>Erases viewers who have not been seen for long.</summary>
internal sealed class Purge(NpgsqlDataSource database, ErasePerson erase, ViewerChanges changes, TimeProvider clock)
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    // A mark or a tier with one account is enough to be kept.
    private const string Matching = """
        from analytics.audiences w
        join analytics.viewer_profiles p on p.audience_no = w.audience_no
        where w.workspace_id = $1 and w.account_id is null and p.last_seen_at < $2
            and not exists (
                select from analytics.audiences a
                join analytics.viewer_profiles o on o.audience_no = a.audience_no and o.user_id = p.user_id
                where a.workspace_id = $1
                    and (($3 and o.vip_tier > 0) or ($4 and o.is_favorite) or ($5 and o.is_blocked))
            )
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost(
                "/purge",
                (PurgeForm form, ClaimsPrincipal caller, Purge purge, CancellationToken cancellationToken) =>
                    purge.HandleAsync(form, caller, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersErase)
            .WithSummary("Erases viewers who have not been seen for long; with dryRun it only counts them")
            .ProducesValidationProblem();

    private async Task<Results<Ok<PurgeAnswer>, ValidationProblem>> HandleAsync(
        PurgeForm form,
        ClaimsPrincipal caller,
        CancellationToken cancellationToken
    )
    {
        if (form.InactiveSinceDays is < 1 or > 36_500)
            return Problems.Fault("inactiveSinceDays", "must be 1 to 36,500 days.");
        var workspaceId = caller.WorkspaceId();
        var before = clock.GetUtcNow().AddDays(-form.InactiveSinceDays);
        var matching = await CountAsync(workspaceId, before, form, cancellationToken);
        if (form.DryRun)
            return TypedResults.Ok(new PurgeAnswer(true, matching, 0, matching));
        if (matching > 0)
            await TellAsync(caller, form, matching, cancellationToken);
        var (started, erased) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(started) < _longest)
        {
            var some = await EraseSomeAsync(workspaceId, before, form, cancellationToken);
            erased += some;
            if (some == 0)
                break;
        }
        var remaining = await CountAsync(workspaceId, before, form, cancellationToken);
        return TypedResults.Ok(new PurgeAnswer(false, matching, erased, remaining));
    }

    /// <summary>
    /// Before the first of many transactions, so that none goes untold; a line with each would bury the log.
    /// </summary>
    private async Task TellAsync(
        ClaimsPrincipal caller,
        PurgeForm form,
        long matching,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await changes.TellManyAsync(
            transaction,
            caller,
            null,
            "inactive viewers erased",
            new
            {
                form.InactiveSinceDays,
                form.KeepVip,
                form.KeepFavorites,
                form.KeepBlocked,
                Chosen = matching,
            },
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Chosen and erased under one lock: whoever is seen in between is not erased.</summary>
    private async Task<int> EraseSomeAsync(
        Guid workspaceId,
        DateTimeOffset before,
        PurgeForm form,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        await using var select = new NpgsqlCommand(
            $"select p.user_id {Matching} limit {ErasePerson.AtOnce}",
            connection,
            transaction
        );
        Describe(select.Parameters, workspaceId, before, form);
        var people = new List<long>();
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                people.Add(reader.GetInt64(0));
        if (people.Count == 0)
            return 0;
        var erased = await erase.EraseAsync(transaction, workspaceId, people, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return erased.People;
    }

    private async Task<long> CountAsync(
        Guid workspaceId,
        DateTimeOffset before,
        PurgeForm form,
        CancellationToken cancellationToken
    )
    {
        await using var count = database.CreateCommand($"select count(*) {Matching}");
        Describe(count.Parameters, workspaceId, before, form);
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void Describe(
        NpgsqlParameterCollection parameters,
        Guid workspaceId,
        DateTimeOffset before,
        PurgeForm form
    ) => parameters.With(workspaceId).With(before).With(form.KeepVip).With(form.KeepFavorites).With(form.KeepBlocked);
}
