using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Rules of the caller's workspace: every member reads, managers change.</summary>
internal static class RuleEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/", List).WithSummary("All rules, or those of one account with those that all accounts share");
        api.MapGet("/{id:guid}", Find).WithSummary("One rule");
        api.MapPost("/", Add)
            .Accepts<RuleForm>("application/json")
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary("Adds a rule");
        api.MapPost("/validate", Validate)
            .Accepts<RuleForm>("application/json")
            .WithSummary("Says what is wrong with a draft, by the path of each field; saves nothing");
        api.MapPut("/{id:guid}", Change)
            .Accepts<RuleForm>("application/json")
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary("Changes a rule that has not changed since it was read (409 otherwise)");
        api.MapDelete("/{id:guid}", Delete)
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary("Deletes a rule that has not changed since it was read (409 otherwise)");
    }

    private static async Task<Ok<IReadOnlyList<RuleView>>> List(
        Guid? accountId,
        ClaimsPrincipal user,
        RuleStore rules,
        CancellationToken cancellation
    ) => TypedResults.Ok(await rules.ListAsync(user.WorkspaceId(), accountId, cancellation));

    private static async Task<Results<Ok<RuleView>, NotFound>> Find(
        Guid id,
        ClaimsPrincipal user,
        RuleStore rules,
        CancellationToken cancellation
    ) =>
        await rules.FindAsync(user.WorkspaceId(), id, cancellation) is { } rule
            ? TypedResults.Ok(rule)
            : TypedResults.NotFound();

    private static async Task<Results<Created<RuleView>, ValidationProblem>> Add(
        HttpRequest request,
        ClaimsPrincipal user,
        RuleStore rules,
        CancellationToken cancellation
    )
    {
        var (form, problem) = await RuleForm.ReadAsync(request);
        if (form is null)
            return problem!;
        var rule = await rules.AddAsync(user.WorkspaceId(), Guid.CreateVersion7(), form, Author.Of(user), cancellation);
        return TypedResults.Created($"/api/rules/{rule.Id}", rule);
    }

    private static async Task<Results<NoContent, ValidationProblem>> Validate(HttpRequest request)
    {
        var (form, problem) = await RuleForm.ReadAsync(request);
        return form is null ? problem! : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RuleView>, ValidationProblem, NotFound, ProblemHttpResult>> Change(
        Guid id,
        HttpRequest request,
        ClaimsPrincipal user,
        RuleStore rules,
        CancellationToken cancellation
    )
    {
        var known = await rules.FindAsync(user.WorkspaceId(), id, cancellation);
        if (known is null)
            return TypedResults.NotFound();
        var (form, problem) = await RuleForm.ReadAsync(request);
        if (form is null)
            return problem!;
        if (form.AccountId != known.AccountId)
            return RuleAnswer.Fault("accountId", "cannot change: add the rule to the other account instead.");
        if (form.Version is null)
            return RuleAnswer.Fault("version", "is missing: send the version that you read.");
        // Where a rule came from stays known, however often it is changed here.
        var content = form.Content() with
        {
            Definition = form.Definition() with { Imported = known.Imported },
        };
        var changed = await rules.ChangeAsync(
            user.WorkspaceId(),
            known,
            content,
            form.Version.Value,
            Author.Of(user),
            cancellation
        );
        return changed is null ? RuleAnswer.Conflict() : TypedResults.Ok(changed);
    }

    private static async Task<Results<NoContent, ValidationProblem, NotFound, ProblemHttpResult>> Delete(
        Guid id,
        long? version,
        ClaimsPrincipal user,
        RuleStore rules,
        CancellationToken cancellation
    )
    {
        var known = await rules.FindAsync(user.WorkspaceId(), id, cancellation);
        if (known is null)
            return TypedResults.NotFound();
        if (version is not { } read)
            return RuleAnswer.Fault("version", "is missing: send the version that you read.");
        return await rules.DeleteAsync(user.WorkspaceId(), known, read, Author.Of(user), cancellation)
            ? TypedResults.NoContent()
            : RuleAnswer.Conflict();
    }
}
