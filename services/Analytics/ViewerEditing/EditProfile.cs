using System.Security.Claims;
using System.Text.Json;
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
    LiveBirthdays birthdays,
    TimeProvider clock
)
{
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
                new Dictionary<string, string[]>(edit.Faults, StringComparer.Ordinal)
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

        await WritePersonAsync(transaction, workspaceId, personId, edit.Person, cancellationToken);
        if (edit.ChangesFlags)
            await WriteFlagsAsync(transaction, personId, concerned, edit, cancellationToken);
        if (edit.Points is { } points)
            await Points.CorrectAsync(
                transaction,
                workspaceId,
                personId,
                all,
                accountId,
                points,
                caller,
                now,
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
    private static async Task WritePersonAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        IReadOnlyList<(string Column, object? Value, NpgsqlDbType Type)> values,
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
        var sets = values.Select((value, n) => $"{value.Column} = ${n + 3}, ");
        var update = new NpgsqlBatchCommand(
            $"update analytics.viewers set {string.Concat(sets)}updated_at = now() where workspace_id = $1 and user_id = $2"
        );
        update.Parameters.With(workspaceId).With(personId);
        foreach (var (_, value, type) in values)
            update.Parameters.With(value, type);
        write.BatchCommands.Add(update);
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteFlagsAsync(
        NpgsqlTransaction transaction,
        long personId,
        List<EditedProfile> concerned,
        ProfileEdit edit,
        CancellationToken cancellationToken
    )
    {
        await using var write = new NpgsqlCommand(FlagsSql, transaction.Connection, transaction);
        write
            .Parameters.With(
                concerned.ConvertAll(profile => profile.Audience.AudienceNo),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(personId)
            .With(edit.IsBlocked, NpgsqlDbType.Boolean)
            .With(edit.IsFavorite, NpgsqlDbType.Boolean)
            .With(edit.IsModerator, NpgsqlDbType.Boolean);
        await write.ExecuteNonQueryAsync(cancellationToken);
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
