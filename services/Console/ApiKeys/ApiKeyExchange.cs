using Npgsql;

namespace LiveOps.Console.ApiKeys;

/// <summary>
/// <c>Authorization: Bearer lo_...</c> becomes the token that stands for the key, before anybody looks who calls. From
/// here on the request is as any other: the key itself goes to no service and into no log.
/// </summary>
internal sealed class ApiKeyExchange(RequestDelegate next, ApiKeyTokens tokens)
{
    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (
            !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            || !header.AsSpan(Bearer.Length).Trim().StartsWith(KeyText.Start, StringComparison.Ordinal)
        )
        {
            await next(http);
            return;
        }
        string? token;
        try
        {
            token = await tokens.OfAsync(
                header[Bearer.Length..].Trim(),
                http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                http.RequestAborted
            );
        }
        catch (NpgsqlException)
        {
            await Results
                .Problem(
                    "The database does not answer: try again in a few seconds.",
                    statusCode: 503,
                    title: "The API key cannot be looked at"
                )
                .ExecuteAsync(http);
            return;
        }
        if (token is null)
        {
            await Results
                .Problem(
                    "It is mistyped, revoked, has ended, or this address sent too many wrong ones. An admin of the workspace sees its keys with GET /api/keys.",
                    statusCode: 401,
                    title: "This API key is not valid"
                )
                .ExecuteAsync(http);
            return;
        }
        http.Request.Headers.Authorization = Bearer + token;
        await next(http);
    }
}
