using System.Security.Claims;
using System.Text.Json;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Auditing;

/// <summary>Who acts, for whom and from where.</summary>
internal sealed record Actor(Guid UserId, string Name, string Role, Guid WorkspaceId, Origin From)
{
    /// <summary>The signed-in member behind a request.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint lacks its policy.</exception>
    public static Actor Of(HttpContext http) =>
        Find(http)
        ?? throw new InvalidOperationException("No user in the caller's token: the endpoint lacks its policy.");

    /// <summary>The same where not knowing who acts must not be in the way; null then.</summary>
    public static Actor? Find(HttpContext http) =>
        http.User is var user && Guid.TryParse(user.FindFirstValue("sub"), out var id)
            ? new(
                id,
                user.MemberName(),
                user.FindFirstValue("role") ?? "",
                user.WorkspaceIdEvenWaiting(),
                Origin.Of(http)
            )
            : null;

    /// <summary>An entry about something this member does.</summary>
    /// <param name="action">What, in words.</param>
    /// <param name="at">When.</param>
    /// <param name="thing">Kind, id and name of what it is done to.</param>
    /// <param name="before">What has changed, as it was.</param>
    /// <param name="after">What has changed, as it is now.</param>
    public AuditEntry Did(
        string action,
        DateTimeOffset at,
        (string Kind, string Id, string Name) thing,
        object? before = null,
        object? after = null
    ) =>
        new()
        {
            WorkspaceId = WorkspaceId,
            At = at,
            Actor = Name,
            ActorId = UserId,
            Action = action,
            Thing = thing.Kind,
            ThingId = thing.Id,
            ThingName = thing.Name,
            Before = Json(before),
            After = Json(after),
            From = From,
        };

    private static string? Json(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, ChangeLog.Json);
}
