using System.Net;
using LiveOps.Hosting.Identity;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>
/// Stands before every endpoint of the gateway except health and the description of the API, and before the reading of
/// bodies. What an endpoint asks for is its <see cref="LocalAccess"/>; one that says nothing gets the strictest.
/// </summary>
internal static class LocalGuard
{
    /// <summary>The header that tells a request of the gateway's own page from a form of a foreign one.</summary>
    public const string Header = "X-LiveOps";

    public static IApplicationBuilder UseLocalGuard(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (IsOpen(http.Request.Path) || Refusal(http) is not { } refusal)
                    await next(http);
                else
                    await refusal.ExecuteAsync(http);
            }
        );

    /// <summary>A member with the right to change things, signed in by a token.</summary>
    public static bool IsManager(HttpContext http) =>
        IsMember(http) && (http.User.IsInRole(Roles.Manager) || http.User.IsInRole(Roles.Admin));

    /// <summary>Who did it, for logs and for other people's screens.</summary>
    public static string Who(HttpContext http) => IsMember(http) ? http.User.MemberName() : "the gateway's PC";

    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    private static IResult? Refusal(HttpContext http)
    {
        var access = http.GetEndpoint()?.Metadata.GetMetadata<AccessMark>()?.Access ?? LocalAccess.Change;
        if (access != LocalAccess.ThisPc && (access == LocalAccess.Change ? IsManager(http) : IsMember(http)))
            return null;
        if (!IsAtThisPc(http))
            return Denied(http, access);
        if (access is LocalAccess.Look or LocalAccess.Stop || HttpMethods.IsGet(http.Request.Method))
            return null;
        return http.Request.HasJsonContentType() || http.Request.Headers.ContainsKey(Header)
            ? null
            : Results.Problem(
                $"Send a JSON body (Content-Type: application/json) or the header {Header}: 1 with a request that changes something.",
                statusCode: StatusCodes.Status415UnsupportedMediaType
            );
    }

    private static bool IsMember(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true
        && http.User.WorkspaceId()
            == http.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.WorkspaceId;

    /// <summary>
    /// From this PC itself: not through a proxy on it, and not from a web page of somebody else that a browser on it
    /// has open (its Origin is another, or its name for this address is).
    /// </summary>
    private static bool IsAtThisPc(HttpContext http)
    {
        var request = http.Request;
        if (http.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
            return false;
        if (request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded"))
            return false;
        // A foreign page may have a name of its own resolve to 127.0.0.1; the browser still sends that name.
        if (!IsLoopbackName(request.Host.Host))
            return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsLoopbackName(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static IResult Denied(HttpContext http, LocalAccess access) =>
        Results.Problem(
            access == LocalAccess.ThisPc
                ? "This is done on the gateway's own PC: open the gateway's page there by http://localhost or http://127.0.0.1."
                : "Sign in, or do it on the gateway's own PC.",
            statusCode: http.User.Identity?.IsAuthenticated == true
                ? StatusCodes.Status403Forbidden
                : StatusCodes.Status401Unauthorized
        );

    /// <summary>Says on an endpoint, or on a group of them, who may use it.</summary>
    public static T For<T>(this T endpoint, LocalAccess access)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new AccessMark(access)));
        return endpoint;
    }

    private sealed record AccessMark(LocalAccess Access);
}
