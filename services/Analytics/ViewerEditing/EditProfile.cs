using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Birthdays;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Changes a profile by hand. Who the person is holds for the workspace; flags and points for an account, or for all.</summary>
internal sealed class EditProfile(
    NpgsqlDataSource database,
    Standing standing,
    EditNews news,
    ViewerChanges changes,
    LiveBirthdays birthdays,
    TimeProvider clock
)
{
    // What is not given is null, and no difference.
    private const string ChangedFlagsSql = """
        select coalesce(bool_or(is_blocked <> $3), false), coalesce(bool_or(is_favorite <> $4), false),
            coalesce(bool_or(is_moderator <> $5), false)
        from analytics.viewer_profiles where user_id = $2 and audience_no = any($1)
        """;

    private const string FlagsSql = """
        update analytics.viewer_profiles set is_blocked = coalesce($3, is_blocked),
            is_favorite = coalesce($4, is_favorite), is_moderator = coalesce($5, is_moderator)
        where user_id = $2 and audience_no = any($1)
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPatch(
                "/{user}",
                (
                    string user,
                    JsonElement body,
                    ClaimsPrincipal caller,
                    EditProfile edit,
                    CancellationToken cancellationToken,
                    Guid? accountId = null
                ) => edit.HandleAsync(user, body, caller, accountId, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Changes a viewer's profile; only the fields that are given")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);

    private async Task<Results<Ok<ViewerProfileView>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string user,
        JsonElement body,
        ClaimsPrincipal caller,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        // Where the day is furthest: a child that is born there today has a birthday.
        var edit = ProfileEdit.Of(body, DateOnly.FromDateTime(now.UtcDateTime.AddHours(14)));
        if (edit.Faults.Count > 0)
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]>(edit.Faults, StringComparer.Ordinal),
                title: "The profile cannot be changed like that"
            );
        var workspaceId = caller.WorkspaceId();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        if (
            await ViewerPerson.FindAsync(connection, workspaceId, user, cancellationToken)
            is not { UserId: var personId }
        )
            return Problems.NoViewer(user);
        var audiences = await EditedAudience.AllAsync(transaction, workspaceId, cancellationToken);
        if (accountId is not null && audiences.TrueForAll(audience => audience.AccountId != accountId))
            return Problems.NoAccount();
        var known = await EditedProfile.ReadAsync(transaction, workspaceId, [personId], cancellationToken);
        var all = known[personId];
        var concerned = accountId is null ? all : all.FindAll(profile => profile.Audience.AccountId == accountId);
        if (concerned.Count == 0)
            return Problems.NotSeen();

        var changed = await WritePersonAsync(transaction, workspaceId, personId, edit.Person, cancellationToken);
        if (edit.ChangesFlags)
            changed.AddRange(await WriteFlagsAsync(transaction, personId, concerned, edit, cancellationToken));
        if (
            edit.Points is { } points
            && await Points.CorrectAsync(
                transaction,
                workspaceId,
                personId,
                all,
                accountId,
                points,
                caller,
                now,
                cancellationToken
            )
        )
            changed.Add("loyaltyPoints");
        if (changed.Count > 0)
            await changes.TellAsync(
                transaction,
                caller,
                personId,
                "viewer changed",
                null,
                new { Changed = changed },
                cancellationToken
            );
        if (edit.IsBlocked is { } blocked)
            await TellBlockedAsync(
                transaction,
                workspaceId,
                personId,
                audiences,
                all,
                accountId,
                blocked,
                cancellationToken
            );
        var tell = await news.UpdatedAsync(
            transaction,
            workspaceId,
            new Dictionary<long, List<Guid>>
            {
                [personId] =
                [
                    .. (edit.Person.Count > 0 ? all : concerned)
                        .Select(profile => profile.Audience.AccountId)
                        .OfType<Guid>(),
                ],
            },
            cancellationToken
        );
        var view = await EditedProfile.ViewAsync(
            transaction,
            workspaceId,
            concerned[^1].Audience.AudienceNo,
            personId,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        tell();
        birthdays.Forget(workspaceId);
        return TypedResults.Ok(view);
    }

    /// <summary>Writes what the workspace knows of a person. The columns are those that <see cref="ProfileEdit"/> names.</summary>
    /// <returns>The names of the fields that were other ones.</returns>
    private static async Task<List<string>> WritePersonAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        IReadOnlyList<(string Name, string Column, object? Value, NpgsqlDbType Type)> values,
        CancellationToken cancellationToken
    )
    {
        await using var write = new NpgsqlBatch(transaction.Connection, transaction);
        // Somebody of whom only points are known has no name yet; every name is newer than that.
        var make = new NpgsqlBatchCommand(
            """
            insert into analytics.viewers (workspace_id, user_id, named_at) values ($1, $2, 'epoch')
            on conflict (workspace_id, user_id) do nothing
            """
        );
        make.Parameters.With(workspaceId).With(personId);
        write.BatchCommands.Add(make);
        // Told apart where they are, so that what is known of somebody is not carried about.
        var differ = values.Select((value, n) => $"{value.Column} is distinct from ${n + 3}");
        var compare = new NpgsqlBatchCommand(
            $"select array[{string.Join(", ", differ)}]::boolean[] from analytics.viewers where workspace_id = $1 and user_id = $2"
        );
        compare.Parameters.With(workspaceId).With(personId);
        write.BatchCommands.Add(compare);
        var sets = values.Select((value, n) => $"{value.Column} = ${n + 3}, ");
        var update = new NpgsqlBatchCommand(
            $"update analytics.viewers set {string.Concat(sets)}updated_at = now() where workspace_id = $1 and user_id = $2"
        );
        update.Parameters.With(workspaceId).With(personId);
        foreach (var (_, _, value, type) in values)
        {
            compare.Parameters.With(value, type);
            update.Parameters.With(value, type);
        }
        write.BatchCommands.Add(update);
        var differs = (bool[])(await write.ExecuteScalarAsync(cancellationToken))!;
        return [.. values.Where((_, n) => differs[n]).Select(value => value.Name)];
    }

    /// <returns>The names of the flags that were other ones.</returns>
    private static async Task<List<string>> WriteFlagsAsync(
        NpgsqlTransaction transaction,
        long personId,
        List<EditedProfile> concerned,
        ProfileEdit edit,
        CancellationToken cancellationToken
    )
    {
        var changed = new List<string>();
        await using (var compare = Flags(ChangedFlagsSql))
        await using (var row = await compare.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            foreach (var (n, name) in ((string[])["isBlocked", "isFavorite", "isModerator"]).Index())
                if (row.GetBoolean(n))
                    changed.Add(name);
        }
        await using var write = Flags(FlagsSql);
        await write.ExecuteNonQueryAsync(cancellationToken);
        return changed;

        NpgsqlCommand Flags(string sql)
        {
            var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
            command
                .Parameters.With(
                    concerned.ConvertAll(profile => profile.Audience.AudienceNo),
                    NpgsqlDbType.Array | NpgsqlDbType.Integer
                )
                .With(personId)
                .With(edit.IsBlocked, NpgsqlDbType.Boolean)
                .With(edit.IsFavorite, NpgsqlDbType.Boolean)
                .With(edit.IsModerator, NpgsqlDbType.Boolean);
            return command;
        }
    }

    private async Task TellBlockedAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        List<EditedAudience> audiences,
        List<EditedProfile> before,
        Guid? accountId,
        bool blocked,
        CancellationToken cancellationToken
    )
    {
        var changed = BlockedWhere(audiences, before, accountId, blocked).ToList();
        var ids = await ViewerPerson.IdsAsync(transaction.Connection!, workspaceId, personId, cancellationToken);
        await standing.TellRulesAsync(
            transaction,
            workspaceId,
            [.. changed.SelectMany(audience => ids.Select(id => new Standing.Place(personId, id, audience)))],
            blocked,
            cancellationToken
        );
    }

    /// <summary>
    /// The accounts to which it is news that a person is blocked, or is not. Without an account it holds for all of the
    /// workspace, also for those that have not seen the person.
    /// </summary>
    internal static IEnumerable<EditedAudience> BlockedWhere(
        IReadOnlyList<EditedAudience> audiences,
        IReadOnlyList<EditedProfile> before,
        Guid? accountId,
        bool blocked
    )
    {
        var everywhere = before.Any(profile => profile.Audience.AccountId is null && profile.IsBlocked);
        foreach (var audience in audiences)
        {
            if (audience.AccountId is null || (accountId is not null && audience.AccountId != accountId))
                continue;
            var known = before.FirstOrDefault(profile => profile.Audience == audience);
            if ((known?.IsBlocked ?? everywhere) != blocked)
                yield return audience;
        }
    }
}
