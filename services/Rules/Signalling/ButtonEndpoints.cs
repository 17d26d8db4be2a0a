using System.Security.Claims;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Triggers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Signalling;

/// <summary>Buttons: a person lets a rule fire.</summary>
internal static class ButtonEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/{id:guid}/press", Press)
            .RequirePermission(Permissions.DevicesFire)
            .WithSummary("Presses the button of a rule; for a shared rule, accountId says for which account");

    private static async Task<Results<Accepted<SignalView>, ValidationProblem, NotFound>> Press(
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
        if (rule.Trigger is not ButtonTrigger)
            return RuleAnswer.Fault("id", "is a rule without a button: give it the trigger button.");
        if (!rule.Enabled)
            return RuleAnswer.Fault("id", "is a rule that is switched off: switch it on first.");
        if ((rule.AccountId ?? accountId) is not { } account)
            return RuleAnswer.Fault("accountId", "is missing: the rule is shared, say for which account.");
        var signal = new AccountSignal
        {
            SignalId = Guid.CreateVersion7(),
            WorkspaceId = user.WorkspaceId(),
            AccountId = account,
            Kind = AccountSignalKind.Button,
            At = clock.GetUtcNow(),
            RuleId = id,
        };
        var pressed = new Change("button pressed", "rule", id.ToString(), rule.Name);
        await changes.AddAsync(user.WorkspaceId(), Author.Of(user), pressed, cancellation);
        await signals.SendAsync(signal, cancellation);
        return TypedResults.Accepted((string?)null, new SignalView(signal.SignalId));
    }
}

/// <summary>A signal that is on its way: what comes of it is among the decisions.</summary>
internal sealed record SignalView(Guid SignalId);
