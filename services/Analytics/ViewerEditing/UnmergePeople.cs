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

/// <summary>
/// Undoes a merge: the user id is a person again, with those who had been merged into it, and with all that came under
/// these ids meanwhile. Totals are counted anew from what is on the books by user id.
/// </summary>
internal sealed class UnmergePeople(
    NpgsqlDataSource database,
    Standing standing,
    EditNews news,
    ViewerChanges changes,
    TimeProvider clock
)
{
    private const string MoveBackSql = """
        update analytics.viewer_merges set into_user_id = $2
        where workspace_id = $1 and into_user_id = $3 and user_id = any($4)
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost(
                "/{user}/unmerge",
                (string user, ClaimsPrincipal caller, UnmergePeople unmerge, CancellationToken cancellationToken) =>
                    unmerge.HandleAsync(user, caller, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Undoes the merge of a viewer into another one")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private async Task<Results<Ok<ViewerProfileView>, ProblemHttpResult>> HandleAsync(
        string user,
        ClaimsPrincipal caller,
        CancellationToken cancellationToken
    )
    {
        var workspaceId = caller.WorkspaceId();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        if (await ViewerPerson.FindAsync(connection, workspaceId, user, cancellationToken) is not { } person)
            return Problems.NoViewer(user);
        var (from, into) = (person.NamedId, person.UserId);
        if (from == into)
            return Problems.Conflict(
                "This viewer is not merged into another one",
                "Name the one that was merged, not the one who stayed: its numeric id is in mergedIds of the profile."
            );
        var now = clock.GetUtcNow();
        var audiences = await EditedAudience.AllAsync(transaction, workspaceId, cancellationToken);
        var before = await EditedProfile.ReadAsync(transaction, workspaceId, [into], cancellationToken);
        var back = await UnmergeAsync(transaction, workspaceId, from, into, cancellationToken);
        await TellAsync(transaction, workspaceId, before[into], back, into, cancellationToken);
        await changes.TellAsync(
            transaction,
            caller,
            into,
            "viewer unmerged",
            new { Merged = await AuditIds.TakeAsync(transaction, workspaceId, from, cancellationToken) },
            null,
            cancellationToken
        );
        var accounts = before[into].Select(profile => profile.Audience.AccountId).OfType<Guid>().ToList();
        var tell = await news.UpdatedAsync(
            transaction,
            workspaceId,
            new Dictionary<long, List<Guid>> { [into] = accounts, [from] = accounts },
            cancellationToken
        );
        var view = await EditedProfile.ViewAsync(
            transaction,
            workspaceId,
            audiences[^1].AudienceNo,
            from,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        tell();
        return TypedResults.Ok(view);
    }

    /// <returns>The user ids that are another person now.</returns>
    private static async Task<List<long>> UnmergeAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long from,
        long into,
        CancellationToken cancellationToken
    )
    {
        var notes = await MergeNote.ReadAsync(transaction, workspaceId, into, cancellationToken);
        var note = notes[from];
        var back = WithTheirs(from, notes);
        List<long> rest = [into, .. notes.Keys.Except(back)];
        var all = await ProfileRow.ReadAsync(transaction, workspaceId, into, cancellationToken);
        var theirs = Add(
            await PersonTotals.CountAsync(transaction, workspaceId, back, cancellationToken),
            back.Select(id => notes[id])
        );
        var others = Add(
            await PersonTotals.CountAsync(transaction, workspaceId, rest, cancellationToken),
            rest.Where(notes.ContainsKey).Select(id => notes[id])
        );
        await ProfileRow.WriteAsync(
            transaction,
            workspaceId,
            from,
            [.. theirs.Where(one => !one.Value.IsNothing).Select(one => Restored(all[one.Key], one.Value, note))],
            cancellationToken
        );
        await ProfileRow.WriteAsync(
            transaction,
            workspaceId,
            into,
            [
                .. all
                    .Values.Select(row =>
                        Remaining(
                            row,
                            theirs.GetValueOrDefault(row.AudienceNo, PersonTotals.None),
                            others.GetValueOrDefault(row.AudienceNo, PersonTotals.None),
                            note,
                            into
                        )
                    )
                    .OfType<ProfileRow>(),
            ],
            cancellationToken
        );
        if (note.IntoUserId == into)
            await PersonData.WriteAsync(
                transaction,
                workspaceId,
                into,
                PersonData.Unmerge(
                    await PersonData.ReadAsync(transaction, workspaceId, into, cancellationToken),
                    note.MergedPerson,
                    note.IntoPerson
                ),
                cancellationToken
            );
        await ForgetAsync(transaction, workspaceId, from, into, back, cancellationToken);
        return back;
    }

    /// <summary>A user id, those that were merged into it, those that were merged into these, and so on.</summary>
    private static List<long> WithTheirs(long from, Dictionary<long, MergeNote> notes)
    {
        var back = new List<long> { from };
        for (var n = 0; n < back.Count; n++)
        {
            var into = back[n];
            back.AddRange(notes.Where(note => note.Value.IntoUserId == into).Select(note => note.Key));
        }
        return back;
    }

    /// <summary>What is counted, and what profiles had beyond that when they were merged.</summary>
    private static Dictionary<int, PersonTotals> Add(
        Dictionary<int, PersonTotals> counted,
        IEnumerable<MergeNote> notes
    )
    {
        foreach (var profile in notes.SelectMany(note => note.From))
            counted[profile.AudienceNo] =
                counted.GetValueOrDefault(profile.AudienceNo, PersonTotals.None) + profile.Beyond;
        return counted;
    }

    private static ProfileRow Restored(ProfileRow row, PersonTotals totals, MergeNote note)
    {
        var was = note.From.FirstOrDefault(profile => profile.AudienceNo == row.AudienceNo);
        return new ProfileRow(
            row.AudienceNo,
            Timed(totals, row),
            was?.Tier ?? 0,
            was?.ByHand ?? false,
            was?.Since,
            was?.IsBlocked ?? false,
            was?.IsFavorite ?? false,
            was?.IsModerator ?? false
        );
    }

    /// <summary>Points and imports may have brought sums without a time of their own.</summary>
    private static PersonTotals Timed(PersonTotals totals, ProfileRow row) =>
        totals with
        {
            FirstAt = totals.FirstAt ?? row.Totals.FirstAt,
            LastAt = totals.LastAt ?? row.Totals.LastAt,
        };

    /// <summary>What stays of a profile; null where nothing does.</summary>
    private static ProfileRow? Remaining(
        ProfileRow row,
        PersonTotals theirs,
        PersonTotals others,
        MergeNote note,
        long into
    )
    {
        var own = row.Totals.Beyond(theirs + others);
        var totals = others + own;
        if (totals.IsNothing)
            return null;
        totals = Timed(totals, row);
        var from = note.From.FirstOrDefault(profile => profile.AudienceNo == row.AudienceNo);
        if (from is null || note.IntoUserId != into)
            return row with { Totals = totals };
        var was =
            note.Into.FirstOrDefault(profile => profile.AudienceNo == row.AudienceNo)
            ?? new ProfileNote
            {
                AudienceNo = row.AudienceNo,
                Beyond = PersonTotals.None,
                Tier = 0,
                ByHand = false,
                IsBlocked = false,
                IsFavorite = false,
                IsModerator = false,
            };
        // What the merge brought goes; what somebody, or the totals, have made of it since stays.
        var tierIsTheirs = row.Tier == from.Tier && from.Tier > was.Tier;
        return row with
        {
            Totals = totals,
            Tier = tierIsTheirs ? was.Tier : row.Tier,
            ByHand = tierIsTheirs ? was.ByHand : row.ByHand,
            Since = tierIsTheirs || (row.Since == from.Since && row.Tier == was.Tier) ? was.Since : row.Since,
            IsBlocked = row.IsBlocked && (was.IsBlocked || !from.IsBlocked),
            IsFavorite = row.IsFavorite && (was.IsFavorite || !from.IsFavorite),
            IsModerator = row.IsModerator && (was.IsModerator || !from.IsModerator),
        };
    }

    private static async Task ForgetAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long from,
        long into,
        List<long> back,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var forget = new NpgsqlBatchCommand(
            "delete from analytics.viewer_merges where workspace_id = $1 and user_id = $2"
        );
        forget.Parameters.With(workspaceId).With(from);
        var moveBack = new NpgsqlBatchCommand(MoveBackSql);
        moveBack
            .Parameters.With(workspaceId)
            .With(from)
            .With(into)
            .With(back.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        batch.BatchCommands.Add(forget);
        batch.BatchCommands.Add(moveBack);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await Audiences.ChangedAsync(transaction, workspaceId, cancellationToken);
    }

    /// <summary>Rules hear what both are now, wherever either was something.</summary>
    private async Task TellAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        List<EditedProfile> before,
        List<long> back,
        long into,
        CancellationToken cancellationToken
    )
    {
        var from = back[0];
        var rest = await ViewerPerson.IdsAsync(transaction.Connection!, workspaceId, into, cancellationToken);
        var places = before
            .Where(profile => profile.IsBlocked || profile.Tier > 0)
            .SelectMany(profile =>
                back.Select(id => new Standing.Place(from, id, profile.Audience))
                    .Concat(rest.Select(id => new Standing.Place(into, id, profile.Audience)))
            )
            .ToList();
        await standing.TellRulesAsync(transaction, workspaceId, places, blockedEverywhere: null, cancellationToken);
    }
}
