using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using Npgsql;

namespace LiveOps.Analytics.Auditing;

/// <summary>
/// Tells the audit log what members do to viewers, in the transaction of the change. Nothing that is known of a person
/// goes along: no user id, name, note, tag or date.
/// </summary>
internal sealed class ViewerChanges(ChangeLog changes)
{
    /// <summary>A line about one person.</summary>
    /// <param name="transaction">It has the workspace's viewers alone.</param>
    /// <param name="caller">Who does it, for their workspace.</param>
    /// <param name="userId">To whom.</param>
    /// <param name="action">What, in words and lower case.</param>
    /// <param name="before">What has changed, as it was: names of fields, tiers.</param>
    /// <param name="after">What has changed, as it is now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task TellAsync(
        NpgsqlTransaction transaction,
        ClaimsPrincipal caller,
        long userId,
        string action,
        object? before,
        object? after,
        CancellationToken cancellationToken
    )
    {
        var id = await AuditIds.TakeAsync(transaction, caller.WorkspaceId(), userId, cancellationToken);
        await changes.AddAsync(
            transaction,
            caller.WorkspaceId(),
            Author.Of(caller),
            new Change(action, "viewer", id.ToString(), null) { Before = before, After = after },
            cancellationToken
        );
    }

    /// <summary>One line about many; their number is all that it tells of them.</summary>
    /// <param name="transaction">Of the change, or of what comes before it.</param>
    /// <param name="caller">Who does it, for their workspace.</param>
    /// <param name="accountId">Whose viewers; null for those of all accounts.</param>
    /// <param name="action">What, in words and lower case.</param>
    /// <param name="what">How many, and by which settings.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task TellManyAsync(
        NpgsqlTransaction transaction,
        ClaimsPrincipal caller,
        Guid? accountId,
        string action,
        object what,
        CancellationToken cancellationToken
    ) =>
        changes.AddAsync(
            transaction,
            caller.WorkspaceId(),
            Author.Of(caller),
            new Change(
                action,
                "viewers",
                (accountId ?? caller.WorkspaceId()).ToString(),
                accountId is null ? "all accounts" : null
            )
            {
                After = what,
            },
            cancellationToken
        );
}
