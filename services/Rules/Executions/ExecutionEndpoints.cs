using System.Security.Claims;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Signalling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Executions;

/// <summary>The queue and the running scripts: every member sees and stops them, managers pause and resume.</summary>
internal static class ExecutionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var executions = api.MapGroup("/executions");
        executions
            .MapGet("/", List)
            .WithSummary("What waits and runs, then what is over, latest first; of all accounts and rules, or of one");
        executions
            .MapPost("/stop", StopAll)
            .RequirePermission(Permissions.DevicesStop)
            .WithSummary("Stops all that waits or runs of an account, or of one rule of it");
        executions
            .MapPost("/{id:guid}/stop", Tell(AccountSignalKind.Stop))
            .RequirePermission(Permissions.DevicesStop)
            .WithSummary("Stops an execution and the devices that it has on");
        executions
            .MapPost("/{id:guid}/pause", Tell(AccountSignalKind.Pause))
            .RequirePermission(Permissions.RulesRun)
            .WithSummary("Pauses a running script; what it has on stays on for its time");
        executions
            .MapPost("/{id:guid}/resume", Tell(AccountSignalKind.Resume))
            .RequirePermission(Permissions.RulesRun)
            .WithSummary("Lets a paused script go on where it was");
    }

    private static async Task<Results<Ok<IReadOnlyList<ExecutionView>>, ValidationProblem>> List(
        Guid? accountId,
        Guid? ruleId,
        bool? active,
        int? limit,
        ClaimsPrincipal user,
        ExecutionList executions,
        CancellationToken cancellation
    ) =>
        limit is < 1 or > 500
            ? RuleAnswer.Fault("limit", "must be 1 to 500.")
            : TypedResults.Ok(
                await executions.ReadAsync(
                    user.WorkspaceId(),
                    accountId,
                    ruleId,
                    active == true,
                    limit ?? 100,
                    cancellation
                )
            );

    private static async Task<Accepted<SignalView>> StopAll(
        Guid accountId,
        Guid? ruleId,
        ClaimsPrincipal user,
        SignalSender signals,
        ChangeLog changes,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var signal = Word(AccountSignalKind.Stop, user, accountId, null, ruleId, clock);
        var stopped = ruleId is { } rule
            ? new Change("executions stopped", "rule", rule.ToString(), null)
            : new Change("executions stopped", "account", accountId.ToString(), null);
        await changes.AddAsync(user.WorkspaceId(), Author.Of(user), stopped, cancellation);
        await signals.SendAsync(signal, cancellation);
        return TypedResults.Accepted((string?)null, new SignalView(signal.SignalId));
    }

    /// <summary>A word to one execution.</summary>
    private static Delegate Tell(AccountSignalKind kind) =>
        (
            Guid id,
            ClaimsPrincipal user,
            ExecutionList executions,
            SignalSender signals,
            ChangeLog changes,
            TimeProvider clock,
            CancellationToken cancellation
        ) => TellAsync(kind, id, user, executions, signals, changes, clock, cancellation);

    private static async Task<Results<Accepted<SignalView>, NotFound>> TellAsync(
        AccountSignalKind kind,
        Guid id,
        ClaimsPrincipal user,
        ExecutionList executions,
        SignalSender signals,
        ChangeLog changes,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await executions.AccountOfAsync(user.WorkspaceId(), id, cancellation) is not { } account)
            return TypedResults.NotFound();
        var signal = Word(kind, user, account, id, null, clock);
        var word = kind switch
        {
            AccountSignalKind.Pause => "execution paused",
            AccountSignalKind.Resume => "execution resumed",
            _ => "execution stopped",
        };
        await changes.AddAsync(
            user.WorkspaceId(),
            Author.Of(user),
            new Change(word, "execution", id.ToString(), null),
            cancellation
        );
        await signals.SendAsync(signal, cancellation);
        return TypedResults.Accepted((string?)null, new SignalView(signal.SignalId));
    }

    private static AccountSignal Word(
        AccountSignalKind kind,
        ClaimsPrincipal user,
        Guid accountId,
        Guid? executionId,
        Guid? ruleId,
        TimeProvider clock
    ) =>
        new()
        {
            SignalId = Guid.CreateVersion7(),
            WorkspaceId = user.WorkspaceId(),
            AccountId = accountId,
            Kind = kind,
            At = clock.GetUtcNow(),
            ExecutionId = executionId,
            RuleId = ruleId,
            Text = kind == AccountSignalKind.Stop ? $"Stopped by {user.MemberName()}." : null,
        };
}
