using LiveOps.DeviceGateway.LocalPage;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary><c>/api/gateway/enrolment</c>: how this gateway stands, and enrolling it, on its own PC only.</summary>
internal static class EnrolmentEndpoints
{
    /// <summary>What a person at this PC types.</summary>
    internal sealed record EnrolRequest(string? Url, string? Code);

    /// <summary>How the gateway stands; <c>Detail</c> says what to do, null when all is well.</summary>
    internal sealed record StandingView(
        StandingKind State,
        bool Enrolled,
        string? GatewayId,
        Guid? WorkspaceId,
        string? Console,
        DateTimeOffset? EnrolledAt,
        string? Detail
    );

    public static void MapEnrolment(this IEndpointRouteBuilder gateway)
    {
        gateway.MapGet("/enrolment", (Standing standing) => Results.Ok(View(standing))).For(LocalAccess.Look);
        gateway
            .MapPost(
                "/enrolment",
                async (
                    HttpContext http,
                    EnrolRequest request,
                    Standing standing,
                    EnrolmentFile file,
                    GatewayRestart restart,
                    TimeProvider time,
                    ILogger<EnrolmentFile> logger
                ) =>
                {
                    if (standing.Kind == StandingKind.Configured)
                        return Results.Problem(
                            "Settings of this gateway name its broker, and settings win: remove ConnectionStrings__rabbit, Gateway__Id and Gateway__WorkspaceId, start it again, then enrol it.",
                            statusCode: StatusCodes.Status409Conflict,
                            title: "This gateway is set up by hand"
                        );
                    try
                    {
                        var enrolled = await EnrolmentClient.EnrolAsync(
                            request.Url,
                            request.Code,
                            time.GetUtcNow(),
                            http.RequestAborted
                        );
                        file.Write(enrolled);
                        logger.LogInformation(
                            "Enrolled as {Gateway} of workspace {Workspace} at {Console}",
                            enrolled.GatewayId,
                            enrolled.WorkspaceId,
                            enrolled.Console
                        );
                        http.Response.OnCompleted(() =>
                        {
                            restart.Request();
                            return Task.CompletedTask;
                        });
                        return Results.Ok(View(new Standing(StandingKind.Enrolled, enrolled, null)));
                    }
                    catch (EnrolmentException error)
                    {
                        return Results.Problem(
                            error.Message,
                            statusCode: StatusCodes.Status400BadRequest,
                            title: "This gateway was not enrolled"
                        );
                    }
                }
            )
            .For(LocalAccess.ThisPc);
    }

    private static StandingView View(Standing standing) =>
        new(
            standing.Kind,
            standing.HasBroker,
            standing.Enrolled?.GatewayId,
            standing.Enrolled?.WorkspaceId,
            standing.Enrolled?.Console,
            standing.Enrolled?.At,
            standing.Detail
        );
}
