using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.Hosting.Identity;

/// <summary>Where identity comes from: tokens that the Console signs (ES256) and every service checks by itself.</summary>
public sealed class AuthOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Auth";

    /// <summary>Public key of the Console's signing key: base64 of the DER SubjectPublicKeyInfo (P-256).</summary>
    [Required(ErrorMessage = "is missing: set it to the Console's public key (base64 of its SubjectPublicKeyInfo).")]
    public string PublicKey { get; init; } = "";

    /// <summary>Only the Console has it: base64 of the PKCS#8 private key (P-256).</summary>
    public string PrivateKey { get; init; } = "";

    /// <summary>Issuer and audience of the tokens.</summary>
    public string Issuer { get; init; } = "liveops";
}

/// <summary>Roles of a member within a workspace. Each includes what follows it.</summary>
public static class Roles
{
    public const string Admin = "Admin";
    public const string Manager = "Manager";
    public const string Sender = "Sender";

    /// <summary>All roles, mightiest first.</summary>
    public static readonly IReadOnlyList<string> All = [Admin, Manager, Sender];
}

/// <summary>Checks who calls. Tokens come as a bearer header, or in the Console's own cookie.</summary>
public static class LiveOpsIdentity
{
    /// <summary>The claim that names the workspace a token is for.</summary>
    public const string WorkspaceClaim = "ws";

    /// <summary>
    /// Instead of <see cref="WorkspaceClaim"/> and role in a session whose workspace asks for a second factor that the
    /// member has not set up: good for <see cref="Permissions.SignInOwn"/> and for the emergency stop alone.
    /// </summary>
    public const string WaitingClaim = "waiting-ws";

    /// <summary>The Console's session cookie: HTTP only, same site.</summary>
    public const string Cookie = "liveops_session";

    internal sealed class Marker;

    internal static void AddLiveOpsIdentity(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Marker>();
        builder.Services.AddLiveOpsOptions<AuthOptions>(AuthOptions.Section);
        builder.Services.AddSingleton<TokenValidator>();
        // The core alone: the rest of AddAuthentication keeps keys for encrypted cookies in the home folder of whoever
        // runs the service, and nothing here is encrypted with them.
        builder.Services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = TokenAuthentication.Scheme;
            authentication.AddScheme<TokenAuthentication>(TokenAuthentication.Scheme, null);
        });
        builder.Services.AddWebEncoders();
        builder.Services.AddTransient<TokenAuthentication>();
        var member = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(WorkspaceClaim).Build();
        // An endpoint that names no permission is not open to API keys: none of their scopes can mean it.
        var person = new AuthorizationPolicyBuilder()
            .Combine(member)
            .RequireAssertion(context => !context.User.IsApiKey())
            .Build();
        builder
            .Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(person)
            .SetFallbackPolicy(person)
            .AddPermissions(member);
    }

    /// <summary>The workspace that the caller acts for. Only this one's data may be read or changed by the request.</summary>
    /// <exception cref="InvalidOperationException">The caller is not signed in: the endpoint lacks its policy.</exception>
    public static Guid WorkspaceId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(WorkspaceClaim), out var id)
            ? id
            : throw new InvalidOperationException("No workspace in the caller's token: the endpoint lacks its policy.");

    /// <summary>The same, also of a session that waits for its second factor.</summary>
    /// <exception cref="InvalidOperationException">The caller is not signed in: the endpoint lacks its policy.</exception>
    public static Guid WorkspaceIdEvenWaiting(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(WaitingClaim), out var id) ? id : user.WorkspaceId();

    /// <summary>The caller's name for logs and audit: never an id of another system.</summary>
    public static string MemberName(this ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";
}
