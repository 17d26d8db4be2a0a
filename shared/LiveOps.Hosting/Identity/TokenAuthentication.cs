using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.Hosting.Identity;

/// <summary>Bearer header first, then the Console's cookie, which is how a browser's socket signs in.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenValidator validator
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "LiveOps";
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : Request.Cookies[LiveOpsIdentity.Cookie];
        if (string.IsNullOrEmpty(token))
            return AuthenticateResult.NoResult();
        var result = await validator.ValidateAsync(token);
        return result.IsValid
            ? AuthenticateResult.Success(
                new AuthenticationTicket(
                    new ClaimsPrincipal(result.ClaimsIdentity),
                    // A socket that is open longer than the session lasts is closed then.
                    new AuthenticationProperties { ExpiresUtc = result.SecurityToken.ValidTo },
                    Scheme
                )
            )
            : AuthenticateResult.Fail("The token is not valid or has expired: sign in again.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Results
            .Problem(
                "Sign in with POST /api/auth/login at the console, then send the token as Authorization: Bearer, or the console's cookie.",
                statusCode: StatusCodes.Status401Unauthorized,
                title: "Not signed in, or the session has ended"
            )
            .ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        PermissionEndpoints
            .Refusal(Context.User, Context.GetEndpoint()?.Metadata.GetMetadata<AsksFor>()?.Permission)
            .ExecuteAsync(Context);
}
