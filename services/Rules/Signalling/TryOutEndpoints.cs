using System.Security.Claims;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.ManagingRules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Signalling;

/// <summary>A person tries a rule on the real devices.</summary>
internal static class TryOutEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/{id:guid}/fire", Fire)
            .RequirePermission(Permissions.DevicesFire)
            .WithSummary(
                "Lets a rule fire once, to try it: devices move. Trigger, conditions and pauses are not asked; emergency stop and limits are. For a shared rule, accountId says for which account"
            );

    private static async Task<Results<Accepted<SignalView>, ValidationProblem, NotFound>> Fire(
        Guid id,
        Guid? accountId,
        ClaimsPrincipal user,
        RuleStore rules,
        SignalSender signals,
        ChangeLog changes,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await rules.FindAsync(user.WorkspaceId(), id, cancellation) is not { } rule)
            return TypedResults.NotFound();
        if (!rule.Enabled)
            return RuleAnswer.Fault("id", "is a rule that is switched off: switch it on first.");
        if ((rule.AccountId ?? accountId) is not { } account)
            return RuleAnswer.Fault("accountId", "is missing: the rule is shared, say for which account.");
        var signal = new AccountSignal
        {
            SignalId = Guid.CreateVersion7(),
            WorkspaceId = user.WorkspaceId(),
            AccountId = account,
            Kind = AccountSignalKind.TryOut,
            At = clock.GetUtcNow(),
            RuleId = id,
            // So that {user} stands for somebody. TikTok gives nobody this id.
            Viewer = new LiveViewer { UserId = 0, Nickname = user.MemberName() },
        };
        var fired = new Change("rule fired by hand", "rule", id.ToString(), rule.Name);
        await changes.AddAsync(user.WorkspaceId(), Author.Of(user), fired, cancellation);
        await signals.SendAsync(signal, cancellation);
        return TypedResults.Accepted((string?)null, new SignalView(signal.SignalId));
    }
}
