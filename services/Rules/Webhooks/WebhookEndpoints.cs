using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.ManagingRules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Webhooks;

/// <summary>Calls of the caller's workspace: every member reads, managers retry, test and rotate the secret.</summary>
internal static class WebhookEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").RequirePermission(Permissions.WebhooksRead);
        webhooks
            .MapGet("/", List)
            .WithSummary("The latest calls, or those of one state; pass the answer's next as before to read on");
        webhooks.MapGet("/{id:guid}", Find).WithSummary("One call with every attempt at it");
        webhooks
            .MapPost("/{id:guid}/retry", Retry)
            .RequirePermission(Permissions.WebhooksEdit)
            .WithSummary("Makes a call again that was given up (409 otherwise), with the same id");
        webhooks.MapGet("/secret", FindSecret).WithSummary("When the signing secret was made; never the secret");
        webhooks
            .MapPost("/secret", Rotate)
            .RequirePermission(Permissions.WebhooksEdit)
            .WithSummary("Makes a signing secret and tells it, once; the one before stays valid for 24 hours");
        webhooks
            .MapPost("/test", Test)
            .RequirePermission(Permissions.WebhooksEdit)
            .WithSummary("Makes a test call to an address now and says what came of it");
    }

    private static async Task<Results<Ok<WebhookPage>, ValidationProblem>> List(
        string? state,
        string? before,
        int? limit,
        ClaimsPrincipal user,
        WebhookList calls,
        CancellationToken cancellation
    )
    {
        if (limit is < 1 or > 500)
            return RuleAnswer.Fault("limit", "must be 1 to 500.");
        PageEnd? cursor = null;
        if (before is not null && !PageEnd.TryParse(before, out cursor))
            return RuleAnswer.Fault("before", "must be the next of an earlier answer.");
        WebhookState? only = null;
        if (state is not null)
        {
            // By name alone: TryParse would take any number too.
            if (!Enum.GetNames<WebhookState>().Contains(state, StringComparer.OrdinalIgnoreCase))
                return RuleAnswer.Fault("state", $"must be {string.Join(", ", Enum.GetNames<WebhookState>())}.");
            only = Enum.Parse<WebhookState>(state, ignoreCase: true);
        }
        return TypedResults.Ok(await calls.ReadAsync(user.WorkspaceId(), only, cursor, limit ?? 50, cancellation));
    }

    private static async Task<Results<Ok<WebhookCallDetail>, NotFound>> Find(
        Guid id,
        ClaimsPrincipal user,
        WebhookList calls,
        CancellationToken cancellation
    ) =>
        await calls.FindAsync(user.WorkspaceId(), id, cancellation) is { } call
            ? TypedResults.Ok(call)
            : TypedResults.NotFound();

    private static async Task<Results<Ok<WebhookCallDetail>, NotFound, ProblemHttpResult>> Retry(
        Guid id,
        ClaimsPrincipal user,
        WebhookList calls,
        CancellationToken cancellation
    )
    {
        var workspace = user.WorkspaceId();
        var retried = await calls.RetryAsync(workspace, id, cancellation);
        if (await calls.FindAsync(workspace, id, cancellation) is not { } call)
            return TypedResults.NotFound();
        return retried
            ? TypedResults.Ok(call)
            : TypedResults.Problem(
                call.Call.State == WebhookState.Failed
                    ? "Its address or body was refused when the rule fired: mend the rule, and later calls will go."
                    : "Only a call that was given up can be made again.",
                statusCode: StatusCodes.Status409Conflict,
                title: "This call cannot be retried"
            );
    }

    private static async Task<Results<Ok<WebhookSecretView>, NotFound>> FindSecret(
        ClaimsPrincipal user,
        WebhookSecrets secrets,
        CancellationToken cancellation
    ) =>
        await secrets.FindAsync(user.WorkspaceId(), cancellation) is { } secret
            ? TypedResults.Ok(secret)
            : TypedResults.NotFound();

    private static async Task<Results<Ok<NewWebhookSecret>, ProblemHttpResult>> Rotate(
        ClaimsPrincipal user,
        WebhookSecrets secrets,
        ChangeLog changes,
        HttpResponse response,
        CancellationToken cancellation
    )
    {
        var rotated = new Change("signing secret renewed", "webhooks", user.WorkspaceId().ToString(), null);
        await changes.AddAsync(user.WorkspaceId(), Author.Of(user), rotated, cancellation);
        var secret = await secrets.RotateAsync(user.WorkspaceId(), user.MemberName(), cancellation);
        response.Headers.CacheControl = "no-store";
        return secret is null
            ? TypedResults.Problem(
                $"{WebhookSecrets.Most} secrets are valid already: each stays so for 24 hours after the next was made.",
                statusCode: StatusCodes.Status409Conflict,
                title: "The secret was changed too often"
            )
            : TypedResults.Ok(new NewWebhookSecret(secret));
    }

    private static async Task<Results<Ok<WebhookTestAnswer>, ValidationProblem>> Test(
        WebhookTestForm form,
        ClaimsPrincipal user,
        WebhookTest test,
        CancellationToken cancellation
    ) =>
        WebhookUrl.Faults(form.Url) is [var fault, ..]
            ? RuleAnswer.Fault("url", fault)
            : TypedResults.Ok(await test.CallAsync(user.WorkspaceId(), form.Url, cancellation));
}
