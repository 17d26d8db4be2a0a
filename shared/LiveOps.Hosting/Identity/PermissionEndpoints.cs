using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LiveOps.Hosting.Identity;

/// <summary>On an endpoint: the permission it asks for. Its policy has the permission's name.</summary>
/// <param name="permission">One of <see cref="Permissions"/>, or <see cref="PermissionEndpoints.AnyMember"/>.</param>
/// <param name="evenWaiting">Open to a session too that has to set up a second factor first.</param>
public sealed class AsksFor(string permission, bool evenWaiting = false) : IAuthorizeData
{
    /// <summary>The permission's name.</summary>
    public string Permission { get; } = permission;

    string? IAuthorizeData.Policy
    {
        get => evenWaiting ? PermissionEndpoints.EvenWaiting(Permission) : Permission;
        set => throw new NotSupportedException();
    }
    string? IAuthorizeData.Roles
    {
        get => null;
        set => throw new NotSupportedException();
    }
    string? IAuthorizeData.AuthenticationSchemes
    {
        get => null;
        set => throw new NotSupportedException();
    }
}

/// <summary>Endpoints and callers, and what they ask for and have.</summary>
public static class PermissionEndpoints
{
    /// <summary>
    /// Every signed-in member and every API key, whatever its scopes. For what tells nothing of a workspace, and for
    /// what another service decides about.
    /// </summary>
    public const string AnyMember = "any-member";

    /// <summary>Claim of an API key's token: the permissions it is limited to, with blanks between. Members have none.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>The endpoint asks for this permission alone; an endpoint's own word replaces that of its group.</summary>
    /// <param name="builder">The endpoint or its group.</param>
    /// <param name="permission">Which.</param>
    /// <param name="evenWaiting">
    /// A session may come too that has to set up a second factor first: it acts for its
    /// <see cref="LiveOpsIdentity.WorkspaceIdEvenWaiting"/>. For <see cref="Permissions.DevicesStop"/> alone: who sees that
    /// something goes wrong must be able to end it.
    /// </param>
    /// <exception cref="ArgumentException">There is no such permission.</exception>
    public static TBuilder RequirePermission<TBuilder>(
        this TBuilder builder,
        string permission,
        bool evenWaiting = false
    )
        where TBuilder : IEndpointConventionBuilder
    {
        if (permission != AnyMember && Permissions.Find(permission) is null)
            throw new ArgumentException($"There is no permission '{permission}'.", nameof(permission));
        if (evenWaiting && permission != Permissions.DevicesStop)
            throw new ArgumentException("A session that waits may stop devices and nothing else.", nameof(evenWaiting));
        builder.Add(endpoint =>
        {
            for (var n = endpoint.Metadata.Count - 1; n >= 0; n--)
                if (endpoint.Metadata[n] is AsksFor)
                    endpoint.Metadata.RemoveAt(n);
            endpoint.Metadata.Add(new AsksFor(permission, evenWaiting));
        });
        return builder;
    }

    /// <summary>
    /// Claim of an admin of the workspace that runs the installation, with the value <c>true</c>. Members of all other
    /// workspaces, and API keys, have none.
    /// </summary>
    public const string OperatorClaim = "operator";

    /// <summary>
    /// Whether the caller has a permission: by role, for an API key by its scopes too, and where it reaches across
    /// workspaces by running the installation.
    /// </summary>
    public static bool Has(this ClaimsPrincipal user, string permission) =>
        user.FindFirstValue("role") is { } role
        && Permissions.Has(role, permission)
        && (Permissions.Find(permission) is not { OperatorOnly: true } || user.IsOperator())
        && (user.FindFirstValue(ScopeClaim) is not { } scopes || scopes.Split(' ').Contains(permission));

    /// <summary>True for a person who runs the installation.</summary>
    public static bool IsOperator(this ClaimsPrincipal user) =>
        !user.IsApiKey() && user.HasClaim(OperatorClaim, "true");

    /// <summary>True for an API key's token.</summary>
    public static bool IsApiKey(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == ScopeClaim);

    /// <summary>True for a session that may do nothing but set up a second factor.</summary>
    public static bool IsWaiting(this ClaimsPrincipal user) =>
        user.HasClaim(claim => claim.Type == LiveOpsIdentity.WaitingClaim);

    /// <summary>Says which permission is missing, and whether the role or the key's scopes lack it.</summary>
    public static IResult Refusal(ClaimsPrincipal user, string? name)
    {
        if (user.IsWaiting())
            return Results.Problem(
                "This workspace asks its admins and managers for a second factor: set it up on the page Your sign-in, then go on.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Set up a second factor first"
            );
        var permission = name is null ? null : Permissions.Find(name);
        if (permission is { OperatorOnly: true })
            return Results.Problem(
                $"It reaches across workspaces: only admins of the workspace that runs the installation may do it, signed in as themselves. It takes the permission {permission.Name}: {permission.Words}.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "This is for who runs the installation",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["permission"] = permission.Name }
            );
        var byKey = user.IsApiKey();
        var what = permission is null ? "" : $" It takes the permission {permission.Name}: {permission.Words}.";
        return Results.Problem(
            (
                byKey
                    ? "Ask an admin of the workspace for a key with the scope and a role that has it."
                    : "Ask an admin of the workspace to do it, or to give you the role."
            ) + what,
            statusCode: StatusCodes.Status403Forbidden,
            title: byKey ? "This API key does not allow this" : "Your role does not allow this",
            extensions: permission is null
                ? null
                : new Dictionary<string, object?>(StringComparer.Ordinal) { ["permission"] = permission.Name }
        );
    }

    internal static string EvenWaiting(string permission) => $"{permission} even waiting";

    /// <summary>Whoever has the permission, and a session that waits for its second factor.</summary>
    private static void Waiting(AuthorizationPolicyBuilder policy, string permission) =>
        policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context =>
                IsWaiting(context.User)
                || (
                    context.User.HasClaim(claim => claim.Type == LiveOpsIdentity.WorkspaceClaim)
                    && context.User.Has(permission)
                )
            );

    internal static void AddPermissions(this AuthorizationBuilder authorization, AuthorizationPolicy member)
    {
        authorization.AddPolicy(AnyMember, member);
        authorization.AddPolicy(Permissions.SignInOwn, policy => Waiting(policy, Permissions.SignInOwn));
        authorization.AddPolicy(
            EvenWaiting(Permissions.DevicesStop),
            policy => Waiting(policy, Permissions.DevicesStop)
        );
        foreach (var permission in Permissions.All.Where(permission => permission.Name != Permissions.SignInOwn))
            authorization.AddPolicy(
                permission.Name,
                policy => policy.Combine(member).RequireAssertion(context => context.User.Has(permission.Name))
            );
    }
}
