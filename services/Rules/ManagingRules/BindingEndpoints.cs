using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.RoutingBoards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Which board each account's rules move.</summary>
internal static class BindingEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var bindings = api.MapGroup("/bindings");
        bindings.MapGet("/", List).WithSummary("All bindings of accounts to boards");
        bindings.MapGet("/{accountId:guid}", Find).WithSummary("The board of one account");
        bindings
            .MapPut("/{accountId:guid}", Put)
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary("Binds an account to a board; * is the first ready board of the workspace");
        bindings
            .MapDelete("/{accountId:guid}", Delete)
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary("Takes the board from an account: its rules then move nothing");
    }

    private static async Task<Ok<IReadOnlyList<BindingView>>> List(
        ClaimsPrincipal user,
        BindingStore bindings,
        CancellationToken cancellation
    ) => TypedResults.Ok(await bindings.ListAsync(user.WorkspaceId(), null, cancellation));

    private static async Task<Results<Ok<BindingView>, NotFound>> Find(
        Guid accountId,
        ClaimsPrincipal user,
        BindingStore bindings,
        CancellationToken cancellation
    ) =>
        await bindings.ListAsync(user.WorkspaceId(), accountId, cancellation) is [var binding]
            ? TypedResults.Ok(binding)
            : TypedResults.NotFound();

    private static async Task<Results<Ok<BindingView>, ValidationProblem>> Put(
        Guid accountId,
        BindingForm form,
        ClaimsPrincipal user,
        BindingStore bindings,
        CancellationToken cancellation
    )
    {
        if (!BoardBinding.IsBoardId(form.BoardId))
            return RuleAnswer.Fault(
                "boardId",
                "must be a board's id (8 hex digits), or * for the first ready board of the workspace."
            );
        return TypedResults.Ok(
            await bindings.PutAsync(
                user.WorkspaceId(),
                accountId,
                form.BoardId.ToUpperInvariant(),
                Author.Of(user),
                cancellation
            )
        );
    }

    private static async Task<Results<NoContent, NotFound>> Delete(
        Guid accountId,
        ClaimsPrincipal user,
        BindingStore bindings,
        CancellationToken cancellation
    ) =>
        await bindings.DeleteAsync(user.WorkspaceId(), accountId, Author.Of(user), cancellation)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
}

/// <summary>A binding as a person sends it.</summary>
internal sealed record BindingForm
{
    /// <summary>The board's own id (8 hex digits), or * for the first ready board of the workspace.</summary>
    public required string BoardId { get; init; }
}

/// <summary>A binding as it is stored.</summary>
internal sealed record BindingView(Guid AccountId, string BoardId, DateTimeOffset UpdatedAt, string UpdatedBy);
