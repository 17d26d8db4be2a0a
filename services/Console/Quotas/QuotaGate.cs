using System.Globalization;
using System.Security.Claims;
using LiveOps.Console.PassingThrough;
using LiveOps.Hosting.Identity;
using Npgsql;

namespace LiveOps.Console.Quotas;

/// <summary>
/// Counts what members do that has a quota of days, before it is done, and refuses what is above. What is refused for
/// another reason counts nothing. The emergency stop asks for no permission that is counted.
/// </summary>
internal sealed class QuotaGate(
    RequestDelegate next,
    QuotaStore store,
    QuotaWatch watch,
    OperationPermissions operations,
    ILogger<QuotaGate> log
)
{
    private static readonly Uri _anywhere = new("http://service/");

    public async Task InvokeAsync(HttpContext http)
    {
        if (
            await QuotaOfAsync(http) is not { } quota
            || !Guid.TryParse(http.User.FindFirstValue("sub"), out var userId)
            || !Guid.TryParse(http.User.FindFirstValue(LiveOpsIdentity.WorkspaceClaim), out var workspaceId)
        )
        {
            await next(http);
            return;
        }
        QuotaCount? count;
        try
        {
            count = await store.CountAsync(workspaceId, userId, quota, http.RequestAborted);
        }
        catch (NpgsqlException error) when (watch.LimitOf(http.User, quota) is null)
        {
            // Who has no limit can try devices without the database too.
            log.LogWarning("One of {Quota} is not counted: {Reason}", quota.Name, error.Message);
            count = null;
        }
        catch (NpgsqlException)
        {
            await Results
                .Problem(
                    $"You have a limit of {quota.Words} a day, and the database that counts them does not answer. Try again in a few seconds; the emergency stop always works.",
                    statusCode: 503,
                    title: "Your quota cannot be looked at"
                )
                .ExecuteAsync(http);
            return;
        }
        if (count is { Taken: false })
        {
            await RefuseAsync(http, quota, count);
            return;
        }
        await next(http);
        if (count is not null && http.Response.StatusCode is >= 400 and < 500)
            await GiveBackAsync(workspaceId, userId, quota, count.Day);
    }

    /// <summary>What the request counts for; null for one that is not counted, and for those of API keys.</summary>
    private async Task<Quota?> QuotaOfAsync(HttpContext http)
    {
        if (
            http.User.IsApiKey()
            || http.GetEndpoint()?.Metadata is not { } endpoint
            || endpoint.GetMetadata<AsksFor>() is not { } asks
        )
            return null;
        if (endpoint.GetMetadata<Destination>() is not { WithToken: true } destination)
            return QuotaTable.CountedBy(asks.Permission);
        // As the service reads it, whatever was encoded how often on the way here.
        return
            Forwarder.Target(_anywhere, destination, http.Request) is { } target
            && await operations.OfAsync(
                http.Request.Method,
                Uri.UnescapeDataString(target.AbsolutePath),
                http.RequestAborted
            )
                is { } permission
            ? QuotaTable.CountedBy(permission)
            : null;
    }

    private async Task GiveBackAsync(Guid workspaceId, Guid userId, Quota quota, QuotaDay day)
    {
        try
        {
            // Also when the caller has gone.
            await store.GiveBackAsync(workspaceId, userId, quota, day, CancellationToken.None);
        }
        catch (NpgsqlException error)
        {
            log.LogWarning("One of {Quota} is counted that was refused: {Reason}", quota.Name, error.Message);
        }
    }

    private static Task RefuseAsync(HttpContext http, Quota quota, QuotaCount count)
    {
        var wait = count.Day.EndsAt - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))
            .ToString(CultureInfo.InvariantCulture);
        return Results
            .Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"You may make {count.Most} {quota.Words} a day, and have made them. It starts anew at {count.Day.EndsAt:yyyy-MM-dd HH:mm} UTC, which is midnight in the workspace. An admin can give you more: Team, Members. The emergency stop always works."
                ),
                statusCode: 429,
                title: $"Your {quota.Words} of today are used up",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["quota"] = quota.Name,
                    ["startsAnewAt"] = count.Day.EndsAt,
                }
            )
            .ExecuteAsync(http);
    }
}
