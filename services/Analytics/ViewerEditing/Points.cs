using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Hosting.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>
/// Loyalty points by hand. A correction is an entry on the books like every grant, so points are always the sum of
/// their entries: an account's of the account, the workspace's of all.
/// </summary>
internal static class Points
{
    private const string BookSql = """
        insert into analytics.points (grant_id, workspace_id, account_id, user_id, points, reason, granted_by, granted_at)
        values ($1, $2, $3, $4, $5, 'Corrected by hand', $6, $7)
        """;

    private const string AddSql = """
        update analytics.viewer_profiles set points = points + $3 where user_id = $2 and audience_no = any($1)
        """;

    /// <summary>Makes the points of an account's viewer (or those of all accounts together) what they should be.</summary>
    /// <returns>False where they are that already.</returns>
    public static async Task<bool> CorrectAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        List<EditedProfile> profiles,
        Guid? accountId,
        long points,
        ClaimsPrincipal caller,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var corrected = profiles.First(profile => profile.Audience.AccountId == accountId);
        var difference = points - corrected.Points;
        if (difference == 0)
            return false;
        var concerned = profiles.FindAll(profile => profile == corrected || profile.Audience.AccountId is null);
        await using var add = new NpgsqlCommand(AddSql, transaction.Connection, transaction);
        add.Parameters.With(
                concerned.ConvertAll(profile => profile.Audience.AudienceNo),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(personId)
            .With(difference);
        await add.ExecuteNonQueryAsync(cancellationToken);
        while (difference != 0)
        {
            // An entry holds 32 bits; the sum of a thousand rules need not.
            var entry = (int)Math.Clamp(difference, -int.MaxValue, int.MaxValue);
            difference -= entry;
            await using var book = new NpgsqlCommand(BookSql, transaction.Connection, transaction);
            book.Parameters.With(Guid.CreateVersion7(now))
                .With(workspaceId)
                .With(accountId, NpgsqlDbType.Uuid)
                .With(personId)
                .With(entry)
                .With(caller.MemberName())
                .With(now);
            await book.ExecuteNonQueryAsync(cancellationToken);
        }
        return true;
    }
}
