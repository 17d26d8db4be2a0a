using System.Security.Claims;
using System.Text.RegularExpressions;
using LiveOps.Console.Devices;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Gateways;

/// <summary><c>POST /api/gateways/codes</c>: a code to enrol one PC with.</summary>
internal static class MakeCode
{
    private static readonly Regex _id = new(
        GatewayQueue.IdPattern,
        RegexOptions.ExplicitCapture,
        TimeSpan.FromMilliseconds(100)
    );

    /// <summary>The name that the PC's gateway shall have.</summary>
    public sealed record CodeRequest(string? GatewayId);

    /// <summary>The code, told this once, and the command that uses it on the PC.</summary>
    /// <param name="GatewayId">The name that the PC gets.</param>
    /// <param name="Code">Good for one PC.</param>
    /// <param name="ExpiresAt">Until when.</param>
    /// <param name="Command">For the gateway's program.</param>
    /// <param name="Linux">The same for a shell on a Linux PC where the gateway is installed.</param>
    /// <param name="Windows">The same for PowerShell, as administrator, on a Windows PC where the gateway is installed.</param>
    /// <param name="Qr">The command as a QR code, to carry it to the PC on a phone: a PNG as a data address.</param>
    public sealed record NewCode(
        string GatewayId,
        string Code,
        DateTimeOffset ExpiresAt,
        string Command,
        string Linux,
        string Windows,
        string Qr
    );

    public static async Task<IResult> Handle(
        CodeRequest request,
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] GatewayCodes codes,
        [FromServices] GatewayStore gateways,
        [FromServices] GatewayReadModel seen,
        [FromServices] BrokerManagement broker,
        [FromServices] TimeProvider clock,
        [FromServices] ILogger<NewCode> log
    )
    {
        var id = request.GatewayId?.Trim() ?? "";
        if (!_id.IsMatch(id))
            return Results.Problem(
                "Give the PC a short name: 1 to 40 lower-case letters, digits and dashes, for example studio-1.",
                statusCode: 400,
                title: "The name cannot be used"
            );
        if (!broker.IsSet)
            return NotSetUp();
        try
        {
            if (!await IsFreeAsync(id, user.WorkspaceId(), gateways, seen, broker, http.RequestAborted))
                return NameIsTaken(id);
        }
        catch (Exception error) when (BrokerManagement.IsAway(error) && !http.RequestAborted.IsCancellationRequested)
        {
            log.LogWarning("The broker's management does not answer: {Reason}", error.Message);
            return Results.Problem(
                "Nothing was changed. Try again in a few seconds; if it stays so, check Gateways__ManagementUrl and the broker.",
                statusCode: 503,
                title: "The broker's management does not answer"
            );
        }
        var now = clock.GetUtcNow();
        var code = EnrolmentCode.New();
        var expiresAt = now + EnrolmentCode.Life;
        var purpose = new GatewayCode(user.WorkspaceId(), id, user.MemberName());
        if (!await codes.AddAsync(EnrolmentCode.HashOf(code)!, purpose, now, expiresAt, http.RequestAborted))
            return Results.Problem(
                $"{GatewayCodes.Open} codes of this workspace are open. Use them, or wait until they end after {EnrolmentCode.Life.TotalMinutes:0} minutes.",
                statusCode: 429,
                title: "Too many open codes"
            );
        log.LogInformation("{Member} made a code for gateway {Gateway}", user.MemberName(), id);
        var url = $"{http.Request.Scheme}://{http.Request.Host}";
        var use = $"enroll {url} {code}";
        return Results.Ok(
            new NewCode(
                id,
                code,
                expiresAt,
                $"liveops-gateway {use}",
                $"sudo liveops-gateway {use}",
                $"& \"$env:ProgramFiles\\LiveOps\\Gateway\\LiveOps.DeviceGateway.exe\" {use}",
                QrPicture.Of($"liveops-gateway {use}")
            )
        );
    }

    /// <summary>In no words says whose it is.</summary>
    internal static IResult NameIsTaken(string id) =>
        Results.Problem(
            $"The name {id} is taken on this installation. Choose another, for example one that begins with the agency's name.",
            statusCode: 409,
            title: "The name is taken"
        );

    internal static IResult NotSetUp() =>
        Results.Problem(
            "Set Gateways__ManagementUrl of the Console to the address of the broker's management, for example http://rabbit:15672.",
            statusCode: 409,
            title: "Gateways cannot be enrolled on this installation"
        );

    /// <summary>
    /// Free, or this workspace's own. A queue of that name without an owner on the books belongs to a gateway that was
    /// set up by hand: only the workspace that hears it may have it.
    /// </summary>
    private static async Task<bool> IsFreeAsync(
        string id,
        Guid workspaceId,
        GatewayStore gateways,
        GatewayReadModel seen,
        BrokerManagement broker,
        CancellationToken cancellationToken
    )
    {
        if (await gateways.FindAsync(id, cancellationToken) is { } known)
            return known.WorkspaceId == workspaceId;
        if (seen.IsOfAnother(workspaceId, id))
            return false;
        return seen.Of(workspaceId).Any(gateway => gateway.Status.GatewayId == id)
            || !await broker.HasQueueAsync(GatewayQueue.NameOf(id), cancellationToken);
    }
}
