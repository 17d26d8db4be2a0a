using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Console.Describing;

/// <summary>Who may do what, and what the caller may do.</summary>
/// <param name="Roles">All roles, mightiest first.</param>
/// <param name="Permissions">All permissions, by room.</param>
/// <param name="Yours">Names of those that the caller has: by role, and for an API key by its scopes too.</param>
internal sealed record PermissionMatrix(
    IReadOnlyList<string> Roles,
    IReadOnlyList<Permission> Permissions,
    IReadOnlyList<string> Yours
);

/// <summary><c>GET /api/permissions</c>.</summary>
internal static class ShowPermissions
{
    public static Ok<PermissionMatrix> Handle(ClaimsPrincipal user) =>
        TypedResults.Ok(
            new PermissionMatrix(
                Roles.All,
                Permissions.All,
                [.. Permissions.All.Select(permission => permission.Name).Where(user.Has)]
            )
        );
}
