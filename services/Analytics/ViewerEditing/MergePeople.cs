using System.Security.Claims;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <param name="Into">The viewer who stays: a numeric id or a handle.</param>
internal sealed record MergeForm(string? Into);

/// <summary>
/// Makes two user ids one person. Profiles are added up; what is by user id stays so, and what comes later under either
/// id is the person's. Whoever is merged into one who is merged already becomes that one's person too.
/// </summary>
internal sealed class MergePeople(
    NpgsqlDataSource database,
    Standing standing,
    EditNews news,
    ViewerChanges changes,
    TimeProvider clock
)
{
    private const string NoteSql = """
        insert into analytics.viewer_merges (workspace_id, user_id, into_user_id, merged_at, merged_by, before)
        values ($1, $2, $3, $4, $5, $6)
        """;

    private const string MoveOnSql = """
        update analytics.viewer_merges set into_user_id = $3 where workspace_id = $1 and into_user_id = $2
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost(
                "/{user}/merge",
                (
                    string user,
                    MergeForm form,
                    ClaimsPrincipal caller,
                    MergePeople merge,
                    CancellationToken cancellationToken
                ) => merge.HandleAsync(user, form, caller, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Merges a viewer into another one: they are the same person")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private async Task<Results<Ok<ViewerProfileView>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string user,
        MergeForm form,
        ClaimsPrincipal caller,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(form.Into))
            return Problems.Fault("into", "must be the numeric id or the handle of the viewer who stays.");
        var workspaceId = caller.WorkspaceId();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        if (await ViewerPerson.FindAsync(connection, workspaceId, user, cancellationToken) is not { UserId: var from })
            return Problems.NoViewer(user);
        if (
            await ViewerPerson.FindAsync(connection, workspaceId, form.Into, cancellationToken)
            is not { UserId: var into }
        )
            return Problems.NoViewer(form.Into);
        if (from == into)
            return Problems.Conflict(
                "These two are one person already",
                "A viewer cannot be merged with itself. To undo a merge: POST .../unmerge for the one that was merged."
            );
        var now = clock.GetUtcNow();
        var audiences = await EditedAudience.AllAsync(transaction, workspaceId, cancellationToken);
        var before = await EditedProfile.ReadAsync(transaction, workspaceId, [from, into], cancellationToken);
        await MergeAsync(transaction, workspaceId, from, into, caller.MemberName(), now, cancellationToken);
        await TellAsync(transaction, workspaceId, audiences, before, from, into, cancellationToken);
        await changes.TellAsync(
            transaction,
            caller,
            into,
            "viewer merged",
            null,
            new { Merged = await AuditIds.TakeAsync(transaction, workspaceId, from, cancellationToken) },
            cancellationToken
        );
        var tell = await news.UpdatedAsync(
            transaction,
            workspaceId,
            new Dictionary<long, List<Guid>>
            {
                [into] =
                [
                    .. before
                        .Values.SelectMany(all => all)
                        .Select(one => one.Audience.AccountId)
                        .OfType<Guid>()
                        .Distinct(),
                ],
            },
            cancellationToken
        );
        var view = await EditedProfile.ViewAsync(
            transaction,
            workspaceId,
            audiences[^1].AudienceNo,
            into,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        tell();
        return TypedResults.Ok(view);
    }

    private static async Task MergeAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long from,
        long into,
        string by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var theirs = await ProfileRow.ReadAsync(transaction, workspaceId, from, cancellationToken);
        var own = await ProfileRow.ReadAsync(transaction, workspaceId, into, cancellationToken);
        var notes = await MergeNote.ReadAsync(transaction, workspaceId, from, cancellationToken);
        var counted = await PersonTotals.CountAsync(transaction, workspaceId, [from, .. notes.Keys], cancellationToken);
        var (theirData, ownData) = (
            await PersonData.ReadAsync(transaction, workspaceId, from, cancellationToken),
            await PersonData.ReadAsync(transaction, workspaceId, into, cancellationToken)
        );
        var note = new MergeNote
        {
            IntoUserId = into,
            From =
            [
                .. theirs.Values.Select(row =>
                    // What those had who were merged into this one before stays theirs.
                    row.Note(
                        notes
                            .Values.SelectMany(other => other.From)
                            .Where(other => other.AudienceNo == row.AudienceNo)
                            .Aggregate(
                                counted.GetValueOrDefault(row.AudienceNo, PersonTotals.None),
                                (sum, other) => sum + other.Beyond
                            )
                    )
                ),
            ],
            Into = [.. own.Values.Select(row => row.Note(PersonTotals.None))],
            IntoPerson = ownData,
            MergedPerson = PersonData.Merge(theirData, ownData),
        };
        var merged = theirs.Values.Select(row =>
            own.TryGetValue(row.AudienceNo, out var other) ? ProfileRow.Of(row, other) : row
        );
        await ProfileRow.WriteAsync(
            transaction,
            workspaceId,
            into,
            [.. merged, .. own.Values.Where(row => !theirs.ContainsKey(row.AudienceNo))],
            cancellationToken
        );
        await ProfileRow.WriteAsync(transaction, workspaceId, from, [], cancellationToken);
        await PersonData.WriteAsync(transaction, workspaceId, into, note.MergedPerson, cancellationToken);

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var moveOn = new NpgsqlBatchCommand(MoveOnSql);
        moveOn.Parameters.With(workspaceId).With(from).With(into);
        var write = new NpgsqlBatchCommand(NoteSql);
        write
            .Parameters.With(workspaceId)
            .With(from)
            .With(into)
            .With(now)
            .With(by)
            .With(note.ToJson(), NpgsqlDbType.Jsonb);
        batch.BatchCommands.Add(moveOn);
        batch.BatchCommands.Add(write);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await Audiences.ChangedAsync(transaction, workspaceId, cancellationToken);
    }

    /// <summary>Rules hear where a tier or a block of one now holds for the other.</summary>
    private async Task TellAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        List<EditedAudience> audiences,
        Dictionary<long, List<EditedProfile>> before,
        long from,
        long into,
        CancellationToken cancellationToken
    )
    {
        var ids = await ViewerPerson.IdsAsync(transaction.Connection!, workspaceId, into, cancellationToken);
        var places = new List<Standing.Place>();
        foreach (var audience in audiences)
        {
            var theirs = before[from].Find(profile => profile.Audience == audience);
            var own = before[into].Find(profile => profile.Audience == audience);
            if (((theirs?.Tier ?? 0), theirs?.IsBlocked ?? false) != ((own?.Tier ?? 0), own?.IsBlocked ?? false))
                places.AddRange(ids.Select(id => new Standing.Place(into, id, audience)));
        }
        await standing.TellRulesAsync(transaction, workspaceId, places, blockedEverywhere: null, cancellationToken);
    }
}
