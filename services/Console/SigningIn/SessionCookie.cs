using LiveOps.Hosting.Identity;

namespace LiveOps.Console.SigningIn;

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
