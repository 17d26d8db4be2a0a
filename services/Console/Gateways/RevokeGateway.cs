using System.Security.Claims;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Gateways;

/// <summary>
/// <c>POST /api/gateways/{id}/revoke</c>: the PC is out at once, and stays on the list.
/// <c>DELETE /api/gateways/{id}</c>: the same, and it goes from the list; its name is free again.
/// </summary>
internal static class RevokeGateway
{
    public static Task<IResult> Revoke(
        string id,
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] GatewayStore gateways,
        [FromServices] BrokerUsers users,
        [FromServices] TimeProvider clock,
        [FromServices] ILogger<BrokerUsers> log
    ) => EndAsync(id, gateways.RevokeAsync, "revoked", http, user, users, clock, log);

    public static Task<IResult> Delete(
        string id,
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] GatewayStore gateways,
        [FromServices] BrokerUsers users,
        [FromServices] TimeProvider clock,
        [FromServices] ILogger<BrokerUsers> log
    ) => EndAsync(id, gateways.DeleteAsync, "deleted", http, user, users, clock, log);

    private static async Task<IResult> EndAsync(
        string id,
        Func<Actor, string, DateTimeOffset, CancellationToken, Task<bool>> end,
        string word,
        HttpContext http,
        ClaimsPrincipal user,
        BrokerUsers users,
        TimeProvider clock,
        ILogger<BrokerUsers> log
    )
    {
        if (!await end(Actor.Of(http), id, clock.GetUtcNow(), http.RequestAborted))
            return Results.Problem(
                "No gateway of this name is enrolled in this workspace. One that was set up by hand is stopped at its PC.",
                statusCode: 404,
                title: "No such gateway"
            );
        log.LogInformation("{Member} {Word} gateway {Gateway}", user.MemberName(), word, id);
        // Not the request's token: a browser that goes away must not leave the PC in.
        return await users.TryApplyAsync(id, reconnect: false, CancellationToken.None)
            ? Results.NoContent()
            : Results.Problem(
                $"Gateway {id} is {word} on the books, and is locked out as soon as the broker's management answers. Switch the PC off if that cannot wait.",
                statusCode: 503,
                title: "The broker still admits the gateway"
            );
    }
}
