using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using LiveOps.Console.Quotas;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.PassingThrough;

/// <summary>
/// How many requests a minute: for a member (where an admin gave them a quota, that one), for an API key, and for an
/// address that nobody is signed in at. What shows the emergency stop counts by itself, so that it is seen by whoever has
/// used up the rest. The stop itself is never limited, nor are the pages' files and the health
/// checks of whoever runs this.
/// </summary>
internal static class RateLimits
{
    private const int Watching = 300;
    private static readonly string[] _limited = ["/api", "/hubs", "/openapi.json", "/api-docs", "/overlay"];

    public static IServiceCollection AddRateLimits(this IServiceCollection services) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(PartitionOf);
            limiter.OnRejected = (rejected, _) => RefuseAsync(rejected);
        });

    /// <summary>Where it is known who calls, and before it is asked whether they may: refusals count too.</summary>
    public static void UseRateLimits(this WebApplication app) => app.UseRateLimiter();

    private static RateLimitPartition<string> PartitionOf(HttpContext http)
    {
        if (!_limited.Any(path => http.Request.Path.StartsWithSegments(path)))
            return RateLimitPartition.GetNoLimiter("");
        var (who, perMinute) = IsWatching(http.Request) ? ($"watching {Caller(http).Who}", Watching) : Caller(http);
        return RateLimitPartition.GetTokenBucketLimiter(
            who,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = Math.Max(1, perMinute / 60),
                ReplenishmentPeriod = TimeSpan.FromMinutes(Math.Max(1, perMinute / 60) / (double)perMinute),
                AutoReplenishment = true,
                QueueLimit = 0,
            }
        );
    }

    // Whether a stop is on has to be seen by whoever has used up what they have.
    private static bool IsWatching(HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs")
        || (
            HttpMethods.IsGet(request.Method) && request.Path.Equals("/api/devices", StringComparison.OrdinalIgnoreCase)
        );

    private static (string Who, int PerMinute) Caller(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value;
        var user = http.User;
        if (user.Identity?.IsAuthenticated != true)
            return ($"address {http.Connection.RemoteIpAddress}", options.AnonymousRequestsPerMinute);
        var id = user.FindFirstValue("sub");
        if (user.IsApiKey())
            return ($"key {id}", options.KeyRequestsPerMinute);
        // Another quota is another bucket: it counts from the next request on.
        var own = http.RequestServices.GetRequiredService<QuotaWatch>().LimitOf(user, QuotaTable.Requests);
        return own is { } most && most < options.MemberRequestsPerMinute
            ? ($"member {id} {user.FindFirstValue(LiveOpsIdentity.WorkspaceClaim)} {most}", most)
            : ($"member {id}", options.MemberRequestsPerMinute);
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected)
    {
        var http = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told)
            ? told
            : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Results
            .Problem(
                $"At most {Caller(http).PerMinute} requests a minute are taken from you. Wait {seconds} s, then go on; the emergency stop is never limited.",
                statusCode: 429,
                title: "Too many requests"
            )
            .ExecuteAsync(http);
    }
}
