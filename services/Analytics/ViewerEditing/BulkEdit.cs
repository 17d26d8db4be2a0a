using System.Security.Claims;
using System.Text.Json.Serialization;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Privacy;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What to do with many viewers at once. Travels by name, in any case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BulkAction>))]
internal enum BulkAction
{
    None,

    /// <summary>Erases the person and all that is known of them: it cannot be undone.</summary>
    Delete,
    Tag,
    Untag,
    Block,
    Unblock,
    Favorite,
    Unfavorite,
}

/// <summary>Many viewers, and what to do with them.</summary>
internal sealed record BulkForm
{
    /// <summary>Numeric ids or handles; at most 1,000.</summary>
    public IReadOnlyList<string?>? UserIds { get; init; }

    /// <summary>Instead of ids: all viewers of a list, at most 5,000.</summary>
    public BulkWhere? Where { get; init; }

    /// <summary>How many were seen: nobody is changed when it is another number. Needed with <see cref="Where"/>.</summary>
    public int? Expected { get; init; }

    /// <summary>Only counts.</summary>
    public bool DryRun { get; init; }
    public BulkAction Action { get; init; }

    /// <summary>For tag and untag.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }
}

/// <param name="Action">What was asked for, in lower case.</param>
/// <param name="Asked">How many viewers were named; of a list, as many as it has.</param>
/// <param name="Found">How many of them the workspace knows, each person once.</param>
/// <param name="Changed">How many were changed or erased; the others were so already.</param>
/// <param name="TooManyTags">Who has so many tags that no more were added.</param>
/// <param name="InStreak">Who sends a streak of gifts just now and was not erased: try again in two minutes.</param>
/// <param name="DryRun">True when they were only counted.</param>
internal sealed record BulkAnswer(
    string Action,
    int Asked,
    int Found,
    int Changed,
    IReadOnlyList<string> TooManyTags,
    IReadOnlyList<string> InStreak,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool DryRun
);

/// <summary>Does one thing to many viewers.</summary>
internal sealed class BulkEdit(
    NpgsqlDataSource database,
    Standing standing,
    EditNews news,
    ErasePerson erase,
    ViewerChanges changes,
    TimeProvider clock
)
{
    private const int MostNamed = 1_000;
    private const NpgsqlDbType Numbers = NpgsqlDbType.Array | NpgsqlDbType.Bigint;

    // Who has no room for all of the tags keeps those there are.
    private const string TagSql = """
        update analytics.viewers v
        set tags = v.tags || n.added, updated_at = $4
        from (
            select k.user_id, array(
                select t from unnest($3) as t
                where not exists (select from unnest(k.tags) as o where lower(o) = lower(t))
            ) as added
            from analytics.viewers k where k.workspace_id = $1 and k.user_id = any($2)
        ) n
        where v.workspace_id = $1 and v.user_id = n.user_id and cardinality(n.added) > 0
            and cardinality(v.tags) + cardinality(n.added) <= $5
        returning v.user_id
        """;

    private const string UntagSql = """
        update analytics.viewers v
        set updated_at = $4, tags = array(
            select o from unnest(v.tags) with ordinality as k(o, n)
            where not exists (select from unnest($3) as t where lower(t) = lower(o)) order by n
        )
        where v.workspace_id = $1 and v.user_id = any($2)
            and exists (select from unnest(v.tags) as o join unnest($3) as t on lower(t) = lower(o))
        returning v.user_id
        """;

    private const string FullSql = """
        select k.user_id from analytics.viewers k
        where k.workspace_id = $1 and k.user_id = any($2) and cardinality(k.tags) + (
            select count(*) from unnest($3) as t
            where not exists (select from unnest(k.tags) as o where lower(o) = lower(t))
        ) > $4
        """;

    // A column by its name: one of two that stand in this file.
    private static string FlagSql(string column) =>
        $"""
            update analytics.viewer_profiles p set {column} = $3
            from analytics.audiences a
            where a.audience_no = p.audience_no and a.workspace_id = $1 and p.user_id = any($2) and p.{column} <> $3
                and ($4::uuid is null or a.account_id = $4)
            returning p.user_id
            """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost(
                "/bulk",
                (
                    BulkForm form,
                    ClaimsPrincipal caller,
                    BulkEdit bulk,
                    CancellationToken cancellationToken,
                    Guid? accountId = null
                ) => bulk.HandleAsync(form, caller, accountId, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Deletes, tags, blocks or marks many viewers at once: named ones, or all of a list")
            .Produces<BulkAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private async Task<IResult> HandleAsync(
        BulkForm form,
        ClaimsPrincipal caller,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        var workspaceId = caller.WorkspaceId();
        if (Fault(form) is { } wrong)
            return wrong;
        if (form.Action == BulkAction.Delete && !caller.Has(Permissions.ViewersErase))
            return PermissionEndpoints.Refusal(caller, Permissions.ViewersErase);
        var (query, problem) = form.Where?.Read(accountId, BulkSelection.MostOfList) ?? default;
        if (problem is not null)
            return problem;
        var fault = "";
        var tags = form.Action is BulkAction.Tag or BulkAction.Untag
            ? ProfileEdit.CleanTags(form.Tags ?? [], out fault)
            : [];
        if (tags is null || (form.Action is BulkAction.Tag or BulkAction.Untag && tags.Count == 0))
            return Problems.Fault("tags", tags is null ? fault : "must name at least one tag.");

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        var audiences = await EditedAudience.AllAsync(transaction, workspaceId, cancellationToken);
        if (accountId is not null && audiences.TrueForAll(audience => audience.AccountId != accountId))
            return Problems.NoAccount();
        HashSet<long> people;
        if (query is not null)
        {
            var (found, refusal) = await BulkSelection.FindAsync(
                connection,
                caller,
                accountId,
                query,
                clock,
                cancellationToken
            );
            if (found is null)
                return refusal!;
            people = found;
        }
        else
        {
            var named = form.UserIds!.Select(user => user ?? "");
            var known = await ViewerPerson.FindAllAsync(connection, workspaceId, named, cancellationToken);
            people = known.Select(person => person.UserId).ToHashSet();
        }
        var answer = new BulkAnswer(
            form.Action.ToString().ToLowerInvariant(),
            form.UserIds?.Count ?? people.Count,
            people.Count,
            0,
            [],
            [],
            form.DryRun
        );
        if (form.Expected is { } expected && expected != people.Count)
            return BulkSelection.Changed(people.Count, expected);
        if (form.DryRun)
            return TypedResults.Ok(answer);
        if (form.Action == BulkAction.Delete)
        {
            // Erased in many transactions: a line before the first, so that none goes untold. Who sends a streak is left.
            if (people.Count > 0)
                await changes.TellManyAsync(
                    transaction,
                    caller,
                    accountId,
                    "viewers erased",
                    new { Chosen = people.Count },
                    cancellationToken
                );
            await transaction.CommitAsync(cancellationToken);
            var erased = await erase.EraseAsync(workspaceId, people, cancellationToken);
            return TypedResults.Ok(
                answer with
                {
                    Changed = erased.People,
                    InStreak = [.. erased.InStreak.Select(ViewerAnswer.Text)],
                }
            );
        }
        var (changed, full) = await EditAsync(
            transaction,
            caller,
            form.Action,
            people,
            tags,
            audiences,
            accountId,
            cancellationToken
        );
        return TypedResults.Ok(answer with { Changed = changed, TooManyTags = [.. full.Select(ViewerAnswer.Text)] });
    }

    private static ValidationProblem? Fault(BulkForm form)
    {
        if ((form.UserIds is null) == (form.Where is null))
            return Problems.Fault("userIds", "Give either userIds, or where for all viewers of a list.");
        if (form.UserIds?.Count is 0 or > MostNamed)
            return Problems.Fault("userIds", "must be a list of 1 to 1,000 numeric user ids or handles, as texts.");
        if (form.Action == BulkAction.None)
            return Problems.Fault("action", "must be delete, tag, untag, block, unblock, favorite or unfavorite.");
        if (form is { Where: not null, Expected: null, DryRun: false })
            return Problems.Fault("expected", "is needed with where: how many viewers dryRun, or the list, has shown.");
        return null;
    }

    /// <summary>All but erasure, in one transaction, which it commits.</summary>
    private async Task<(int Changed, List<long> Full)> EditAsync(
        NpgsqlTransaction transaction,
        ClaimsPrincipal caller,
        BulkAction action,
        HashSet<long> people,
        List<string> tags,
        List<EditedAudience> audiences,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        var workspaceId = caller.WorkspaceId();
        var known = await EditedProfile.ReadAsync(transaction, workspaceId, people, cancellationToken);
        List<long> full =
            action == BulkAction.Tag
                ? await UsersAsync(
                    transaction,
                    FullSql,
                    parameters =>
                        parameters
                            .With(workspaceId)
                            .With(people.ToArray(), Numbers)
                            .With(tags.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
                            .With(ProfileEdit.MostTags),
                    cancellationToken
                )
                : [];
        var changed = await ChangeAsync(transaction, workspaceId, action, people, tags, accountId, cancellationToken);
        if (changed.Count > 0)
            await changes.TellManyAsync(
                transaction,
                caller,
                accountId,
                Words(action),
                new { Viewers = changed.Count },
                cancellationToken
            );
        if (action is BulkAction.Block or BulkAction.Unblock)
            await TellBlockedAsync(
                transaction,
                workspaceId,
                audiences,
                known,
                accountId,
                action == BulkAction.Block,
                cancellationToken
            );
        var tell = await news.UpdatedAsync(
            transaction,
            workspaceId,
            changed.ToDictionary(
                person => person,
                person => known[person].Select(profile => profile.Audience.AccountId).OfType<Guid>().ToList()
            ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        tell();
        return (changed.Count, full);
    }

    private static string Words(BulkAction action) =>
        action switch
        {
            BulkAction.Tag => "viewers tagged",
            BulkAction.Untag => "viewers untagged",
            BulkAction.Block => "viewers blocked",
            BulkAction.Unblock => "viewers unblocked",
            BulkAction.Favorite => "viewers marked",
            _ => "viewers unmarked",
        };

    private async Task<HashSet<long>> ChangeAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        BulkAction action,
        HashSet<long> people,
        List<string> tags,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        var sql = action switch
        {
            BulkAction.Tag => TagSql,
            BulkAction.Untag => UntagSql,
            BulkAction.Block or BulkAction.Unblock => FlagSql("is_blocked"),
            _ => FlagSql("is_favorite"),
        };
        var users = await UsersAsync(
            transaction,
            sql,
            parameters =>
            {
                parameters.With(workspaceId).With(people.ToArray(), Numbers);
                if (action is BulkAction.Tag or BulkAction.Untag)
                    parameters.With(tags.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text).With(clock.GetUtcNow());
                else
                    parameters
                        .With(action is BulkAction.Block or BulkAction.Favorite)
                        .With(accountId, NpgsqlDbType.Uuid);
                if (action == BulkAction.Tag)
                    parameters.With(ProfileEdit.MostTags);
            },
            cancellationToken
        );
        return [.. users];
    }

    private async Task TellBlockedAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        List<EditedAudience> audiences,
        Dictionary<long, List<EditedProfile>> before,
        Guid? accountId,
        bool blocked,
        CancellationToken cancellationToken
    )
    {
        var places = new List<Standing.Place>();
        var idsOf = await ViewerPerson.IdsAsync(transaction.Connection!, workspaceId, before.Keys, cancellationToken);
        foreach (var (person, profiles) in before)
        {
            var ids = idsOf[person];
            foreach (var audience in EditProfile.BlockedWhere(audiences, profiles, accountId, blocked))
                places.AddRange(ids.Select(id => new Standing.Place(person, id, audience)));
        }
        await standing.TellRulesAsync(transaction, workspaceId, places, blocked, cancellationToken);
    }

    private static async Task<List<long>> UsersAsync(
        NpgsqlTransaction transaction,
        string sql,
        Action<NpgsqlParameterCollection> describe,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        describe(command.Parameters);
        var users = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            users.Add(reader.GetInt64(0));
        return users;
    }
}
