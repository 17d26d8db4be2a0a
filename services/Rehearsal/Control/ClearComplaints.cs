using System.Text.Json;

namespace LiveOps.Rehearsal.Control;

/// <summary>Turns a request that cannot be read into a problem that says where and what.</summary>
internal static class ClearComplaints
{
    public static void UseClearComplaints(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                    if (
                        context.Response is { StatusCode: StatusCodes.Status415UnsupportedMediaType, HasStarted: false }
                    )
                    {
                        await Results
                            .Problem(
                                title: "Unsupported media type",
                                detail: "Send JSON with the header Content-Type: application/json.",
                                statusCode: StatusCodes.Status415UnsupportedMediaType
                            )
                            .ExecuteAsync(context);
                    }
                }
                catch (BadHttpRequestException e) when (!context.Response.HasStarted)
                {
                    var detail = e.InnerException is JsonException json
                        ? $"The JSON cannot be used: {json.Message}"
                        : e.Message;
                    await Results
                        .Problem(title: "Bad request", detail: detail, statusCode: e.StatusCode)
                        .ExecuteAsync(context);
                }
            }
        );
}
