using LiveOps.DeviceGateway.Configuring;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>What hangs on which pin of a board, and what kinds of devices there are.</summary>
internal static class ConfigurationEndpoints
{
    public static void MapConfiguration(this IEndpointRouteBuilder gateway)
    {
        gateway.MapGet("/device-types", () => Results.Ok(Devices.DeviceTypes.All)).For(LocalAccess.Look);
        gateway
            .MapGet(
                "/boards/{uid}/devices",
                async (string uid, ConfigureBoard configure) =>
                    await configure.ReadAsync(uid) is { } rows
                        ? Results.Ok(rows)
                        : Results.Problem(
                            $"There is no board {uid} here, or it has not listed its devices yet.",
                            statusCode: StatusCodes.Status404NotFound
                        )
            )
            .For(LocalAccess.Look);
        gateway
            .MapPut(
                "/boards/{uid}/devices",
                async (string uid, IReadOnlyList<DeviceRow> rows, ConfigureBoard configure) =>
                {
                    if (TableChecks.Errors(rows) is { Count: > 0 } errors)
                        return Results.ValidationProblem(errors, title: "The devices cannot be written like that");
                    return await configure.SetAsync(uid, rows) is { } fault
                        ? Results.Problem(fault.Detail, statusCode: fault.Status)
                        : Results.Ok(await configure.ReadAsync(uid));
                }
            )
            .For(LocalAccess.Change);
    }
}
