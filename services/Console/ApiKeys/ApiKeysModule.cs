using System.Security.Claims;
using LiveOps.Console.Auditing;
using LiveOps.Console.Live;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.ApiKeys;

/// <summary>Keys for programs: made, listed and revoked by admins; exchanged for tokens at the edge.</summary>
internal static class ApiKeysModule
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<ApiKeyTokens>();
        return services;
    }

    /// <summary>Before anybody looks who calls.</summary>
    public static void UseApiKeys(this WebApplication app) => app.UseMiddleware<ApiKeyExchange>();

    public static void MapApiKeys(this WebApplication app)
    {
        var keys = app.MapGroup("/api/keys").WithTags("API keys").RequirePermission(Permissions.KeysEdit);
        keys.MapGet("", List)
            .WithName("listApiKeys")
            .WithSummary("The workspace's API keys, newest first, at most 1,000; never the keys themselves");
        keys.MapPost("", MakeApiKey.Handle)
            .WithName("makeApiKey")
            .WithSummary("Makes an API key and tells it, once")
            .ProducesProblem(409);
        keys.MapDelete("/{id:guid}", Revoke)
            .WithName("revokeApiKey")
            .WithSummary("Revokes an API key: it ends within seconds, and stays on the list");
    }

    private static async Task<Ok<IReadOnlyList<ApiKey>>> List(
        ClaimsPrincipal user,
        [FromServices] ApiKeyStore keys,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await keys.ListAsync(user.WorkspaceId(), cancellationToken));

    private static async Task<Results<NoContent, NotFound>> Revoke(
        Guid id,
        HttpContext http,
        [FromServices] ApiKeyStore keys,
        [FromServices] ApiKeyTokens tokens,
        [FromServices] LiveConnections screens,
        [FromServices] TimeProvider clock
    )
    {
        if (!await keys.RevokeAsync(Actor.Of(http), id, clock.GetUtcNow(), http.RequestAborted))
            return TypedResults.NotFound();
        tokens.Forget(id);
        screens.End("sub", id.ToString());
        return TypedResults.NoContent();
    }
}
