using System.Net;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Configuring;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Reporting;
using LiveOps.Hosting.Identity;

namespace LiveOps.DeviceGateway;

/// <summary>
/// What the gateway answers on its own PC. Somebody who stands at that PC may look and may stop without signing in;
/// to switch on again asks for more.
/// </summary>
internal static class GatewayEndpoints
{
    private const string ConfirmWord = "reset";

    public static void MapDeviceGateway(this WebApplication app)
    {
        var gateway = app.MapGroup("/api/gateway").AllowAnonymous();
        gateway.MapGet(
            "/status",
            async (HttpContext http, StatusView view) =>
                MayLook(http) ? Results.Ok(await view.TakeAsync()) : Denied(http)
        );
        gateway.MapPost(
            "/emergency-stop",
            (HttpContext http, EmergencyStopSwitch @switch, TimeProvider time) =>
            {
                if (!MayLook(http))
                    return Denied(http);
                var id = Guid.CreateVersion7();
                @switch.Press(id, Who(http), time.GetUtcNow());
                return Results.Ok(new { stopId = id, latched = true });
            }
        );
        gateway.MapPost(
            "/reset",
            (HttpContext http, ResetRequest? request, EmergencyStopSwitch @switch) =>
            {
                if (!IsManager(http) && !IsAtThisPc(http))
                    return Denied(http);
                if (!IsManager(http) && request?.Confirm != ConfirmWord)
                    return Results.Problem(
                        "Send {\"confirm\":\"reset\"} when it is safe to switch on again.",
                        statusCode: StatusCodes.Status400BadRequest
                    );
                @switch.Reset(Who(http));
                return Results.Ok(new { latched = false });
            }
        );
        gateway.MapPost(
            "/boards/{uid}/confirm",
            async (HttpContext http, string uid, GatewayLoop loop, PortRegistry registry) =>
            {
                if (!IsManager(http) && !IsAtThisPc(http))
                    return Denied(http);
                return await loop.AskAsync(now => registry.Confirm(uid, now))
                    ? Results.Ok(new { boardId = uid, confirmed = true })
                    : Results.Problem(
                        "No board with this id waits to be confirmed.",
                        statusCode: StatusCodes.Status404NotFound
                    );
            }
        );
        gateway.MapGet(
            "/device-types",
            (HttpContext http) => MayLook(http) ? Results.Ok(Devices.DeviceTypes.All) : Denied(http)
        );
        gateway.MapGet(
            "/boards/{uid}/devices",
            async (HttpContext http, string uid, ConfigureBoard configure) =>
                !MayLook(http) ? Denied(http)
                : await configure.ReadAsync(uid) is { } rows ? Results.Ok(rows)
                : Results.Problem(
                    $"There is no board {uid} here, or it has not listed its devices yet.",
                    statusCode: StatusCodes.Status404NotFound
                )
        );
        gateway.MapPut(
            "/boards/{uid}/devices",
            async (HttpContext http, string uid, IReadOnlyList<DeviceRow> rows, ConfigureBoard configure) =>
            {
                if (!IsManager(http) && !IsAtThisPc(http))
                    return Denied(http);
                if (TableChecks.Errors(rows) is { Count: > 0 } errors)
                    return Results.ValidationProblem(errors);
                return await configure.SetAsync(uid, rows) is { } fault
                    ? Results.Problem(fault.Detail, statusCode: fault.Status)
                    : Results.Ok(await configure.ReadAsync(uid));
            }
        );
    }

    internal sealed record ResetRequest(string? Confirm);

    private static bool MayLook(HttpContext http) => IsAtThisPc(http) || IsMember(http);

    private static bool IsMember(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true
        && http.User.WorkspaceId()
            == http.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<GatewayOptions>>().Value.WorkspaceId;

    private static bool IsManager(HttpContext http) =>
        IsMember(http) && (http.User.IsInRole(Roles.Manager) || http.User.IsInRole(Roles.Admin));

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
        if (!IsLoopbackName(request.Host.Host))
            return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopbackName(page.Host));
    }

    private static bool IsLoopbackName(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string Who(HttpContext http) => IsMember(http) ? http.User.MemberName() : "the gateway's PC";

    private static IResult Denied(HttpContext http) =>
        Results.Problem(
            "Sign in, or do it on the gateway's own PC.",
            statusCode: http.User.Identity?.IsAuthenticated == true
                ? StatusCodes.Status403Forbidden
                : StatusCodes.Status401Unauthorized
        );
}
