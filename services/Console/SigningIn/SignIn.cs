using System.Globalization;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary><c>POST /api/auth/login</c>: the cookie for a browser, the token for a program.</summary>
internal static class SignIn
{
    /// <summary>Name and password as typed.</summary>
    public sealed record Credentials(string? User, string? Password);

    /// <summary>Send the token as <c>Authorization: Bearer</c> until it expires.</summary>
    public sealed record Session(string Token, DateTimeOffset ExpiresAt, SignedIn Member);

    public static async Task<IResult> Handle(
        Credentials request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] Passwords passwords,
        [FromServices] SignInThrottle throttle,
        [FromServices] TokenIssuer tokens,
        [FromServices] ILogger<Session> log
    )
    {
        var name = request.User?.Trim() ?? "";
        var password = request.Password ?? "";
        if (name.Length is 0 or > 200 || password.Length is 0 or > Passwords.MaxLength)
            return Results.Problem(
                $"Type a user name and a password of at most {Passwords.MaxLength} characters.",
                statusCode: 400,
                title: "User name or password is missing or too long"
            );
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        var wait = throttle.Wait(name, address);
        if (wait > TimeSpan.Zero)
            return TooMany(http, wait);

        var member = await members.FindByNameAsync(name, http.RequestAborted);
        if (!await passwords.VerifyAsync(member?.PasswordHash, password, http.RequestAborted))
        {
            throttle.Failed(name, address);
            log.LogInformation("Wrong user name or password from {Address}", address);
            return Results.Problem(
                "Check the user name and the password. A lost password is set anew by an admin of the workspace.",
                statusCode: 401,
                title: "Wrong user name or password"
            );
        }
        throttle.Succeeded(name);
        var (token, expiresAt) = tokens.Issue(member!);
        SessionCookie.Set(http, token, expiresAt);
        return Results.Ok(new Session(token, expiresAt, SignedIn.Of(member!)));
    }

    private static IResult TooMany(HttpContext http, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            $"Wait {seconds} s, then try again.",
            statusCode: 429,
            title: "Too many wrong passwords"
        );
    }
}

/// <summary>The session cookie: out of reach of scripts and of other sites.</summary>
internal static class SessionCookie
{
    public static void Set(HttpContext http, string token, DateTimeOffset expiresAt) =>
        http.Response.Cookies.Append(LiveOpsIdentity.Cookie, token, Options(http, expiresAt));

    public static void Clear(HttpContext http) =>
        http.Response.Cookies.Delete(LiveOpsIdentity.Cookie, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expiresAt) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            Path = "/",
            Expires = expiresAt,
            IsEssential = true,
        };
}
