using System.Globalization;
using System.Net;
using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Gateways;

/// <summary>
/// <c>POST /api/gateways/enroll</c>: a PC comes with its code and leaves with a user of its own at the broker. Nobody is
/// signed in here; guessing is slowed down like passwords are, and every wrong code gets the same answer.
/// </summary>
internal static class EnrolGateway
{
    /// <summary>The code as typed; the gateway's name, where the PC wants to be sure; the PC's own name.</summary>
    public sealed record EnrolRequest(string? Code, string? GatewayId, string? Machine);

    /// <summary>Who the gateway is now, and what it needs to work. The password is told this once.</summary>
    public sealed record Enrolled(Guid WorkspaceId, string GatewayId, BrokerAccess Broker, string PublicKey);

    /// <summary>The gateway's own user at the broker.</summary>
    public sealed record BrokerAccess(string Uri, string User, string Password);

    public static async Task<IResult> Handle(
        EnrolRequest request,
        HttpContext http,
        [FromServices] GatewayCodes codes,
        [FromServices] GatewayStore gateways,
        [FromServices] BrokerUsers users,
        [FromServices] BrokerManagement broker,
        [FromServices] SignInThrottle throttle,
        [FromServices] IOptions<AuthOptions> auth,
        [FromServices] TimeProvider clock,
        [FromServices] ILogger<EnrolRequest> log
    )
    {
        if (!broker.IsSet)
            return MakeCode.NotSetUp();
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        var guesser = $"gateway enrolment {address}";
        var wait = throttle.Wait(guesser, address);
        if (wait > TimeSpan.Zero)
            return TooMany(http, wait);
        if (Unreachable(broker.Broker, http.Connection.RemoteIpAddress) is { } unreachable)
            return unreachable;

        var now = clock.GetUtcNow();
        var hash = EnrolmentCode.HashOf(request.Code);
        var code = hash is null ? null : await codes.FindAsync(hash, now, http.RequestAborted);
        if (code is null || (request.GatewayId is { Length: > 0 } wanted && wanted != code.GatewayId))
            return Wrong(throttle, guesser, address, log);
        var password = BrokerPassword.New();
        var gateway = new Gateway
        {
            GatewayId = code.GatewayId,
            WorkspaceId = code.WorkspaceId,
            BrokerUser = new GatewayUser(code.WorkspaceId, code.GatewayId).Name,
            BrokerPasswordHash = BrokerPassword.Hash(password),
            Machine = MachineName(request.Machine),
            EnrolledAt = now,
            EnrolledBy = code.MadeBy,
        };
        switch (await gateways.EnrolAsync(hash!, code, gateway, Origin.Of(http), http.RequestAborted))
        {
            case Enrolment.CodeIsSpent:
                return Wrong(throttle, guesser, address, log);
            case Enrolment.NameIsTaken:
                return MakeCode.NameIsTaken(code.GatewayId);
            default:
                break;
        }
        log.LogInformation(
            "Gateway {Gateway} was enrolled on {Machine} from {Address} with a code of {Member}",
            gateway.GatewayId,
            gateway.Machine,
            address,
            code.MadeBy
        );
        // Where this fails the timer does it: the gateway tries until it may.
        await users.TryApplyAsync(gateway.GatewayId, reconnect: true, CancellationToken.None);
        return Results.Ok(
            new Enrolled(
                gateway.WorkspaceId,
                gateway.GatewayId,
                new BrokerAccess(broker.Broker.AbsoluteUri, gateway.BrokerUser, password),
                auth.Value.PublicKey
            )
        );
    }

    /// <summary>The PC's name as people read it: short, on one line.</summary>
    internal static string MachineName(string? told)
    {
        var name = new string([.. (told ?? "").Where(character => !char.IsControl(character)).Take(100)]).Trim();
        return name.Length == 0 ? "a PC without a name" : name;
    }

    private static IResult Wrong(SignInThrottle throttle, string guesser, string address, ILogger log)
    {
        throttle.Failed(guesser, address);
        log.LogInformation("Wrong enrolment code from {Address}", address);
        return Results.Problem(
            $"It is mistyped, used already, older than {EnrolmentCode.Life.TotalMinutes:0} minutes, or for another gateway. Make a new one in the Console.",
            statusCode: 401,
            title: "This code is not valid"
        );
    }

    /// <summary>A broker at this machine's own address is of no use to another one.</summary>
    private static IResult? Unreachable(Uri broker, IPAddress? from)
    {
        if (!broker.IsLoopback || from is null || IPAddress.IsLoopback(from))
            return null;
        return Results.Problem(
            "Set Gateways__BrokerUrl of the Console to the address at which the studios' PCs reach the broker, for example amqp://broker.example:5672/. The code is still good.",
            statusCode: 409,
            title: "The broker cannot be reached from this PC"
        );
    }

    private static IResult TooMany(HttpContext http, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem($"Wait {seconds} s, then try again.", statusCode: 429, title: "Too many wrong codes");
    }
}
