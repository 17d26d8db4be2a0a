using LiveOps.DeviceGateway.LocalPage;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>Updates of boards' firmware.</summary>
internal static class FlashEndpoints
{
    public static void MapFirmwareUpdates(this IEndpointRouteBuilder gateway)
    {
        gateway
            .MapPost("/boards/{uid}/update", UpdateAsync)
            .WithSummary(
                "Loads the firmware that came with the gateway onto a board and answers when that is over; GET tells meanwhile how it goes"
            )
            .For(LocalAccess.Change);
        gateway
            .MapGet(
                "/boards/{uid}/update",
                (string uid, FirmwareUpdates updates) =>
                    updates.Find(uid) is { } view
                        ? Results.Ok(view)
                        : Results.Problem(
                            $"Board {uid} has not been updated since the gateway started.",
                            statusCode: StatusCodes.Status404NotFound
                        )
            )
            .WithSummary("How the last update of a board goes or went")
            .For(LocalAccess.Look);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext http,
        string uid,
        UpdateRequest? request,
        FirmwareUpdates updates
    )
    {
        try
        {
            var image = FirmwareImage.Load(ShippedFirmware.Find());
            var view = await updates.UpdateAsync(uid, image, request?.Force == true, LocalGuard.Who(http));
            return view.State switch
            {
                UpdateState.Done => Results.Ok(view),
                UpdateState.Refused => Results.Problem(view.Message, statusCode: StatusCodes.Status409Conflict),
                _ => Results.Problem(view.Message, statusCode: StatusCodes.Status502BadGateway),
            };
        }
        catch (FlashRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    internal sealed record UpdateRequest(bool? Force);
}
