using LiveOps.Console.Auditing;
using LiveOps.Console.Preferences;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Team;

/// <summary><c>/api/team/workspaces</c>: those of the caller, and a new one; <c>/api/team/workspace</c>: this one.</summary>
internal static class Workspaces
{
    private const int LongestName = 100;

    /// <param name="Name">1 to 100 characters.</param>
    public sealed record NewWorkspace(string? Name);

    /// <summary>What is absent stays as it is.</summary>
    /// <param name="Name">1 to 100 characters.</param>
    /// <param name="RequireSecondFactor">Ask admins and managers for a second factor.</param>
    /// <param name="TimeZone">IANA name, for example Asia/Jakarta: its days begin at midnight there.</param>
    public sealed record WorkspaceChange(string? Name, bool? RequireSecondFactor, string? TimeZone = null);

    public static async Task<IResult> List(HttpContext http, [FromServices] WorkspaceStore workspaces) =>
        Results.Ok(await workspaces.ReadAsync(Actor.Of(http).UserId, http.RequestAborted));

    public static async Task<IResult> Make(
        NewWorkspace request,
        HttpContext http,
        [FromServices] WorkspaceStore workspaces
    )
    {
        if (!IsName(request.Name))
            return BadName();
        return await workspaces.AddAsync(Actor.Of(http), request.Name!.Trim(), http.RequestAborted) is { } made
            ? Results.Ok(made)
            : Results.Problem(
                $"One person is admin of at most {WorkspaceStore.MostPerUser} workspaces, and a key of none: sign in as the person who is to have it.",
                statusCode: 409,
                title: "You cannot have one more workspace"
            );
    }

    public static async Task<IResult> Change(
        WorkspaceChange request,
        HttpContext http,
        [FromServices] WorkspaceStore workspaces
    )
    {
        if (request.Name is not null && !IsName(request.Name))
            return BadName();
        if (request.TimeZone is not null && !OwnPreferences.IsZone(request.TimeZone))
            return Results.Problem(
                "Give its IANA name, for example Asia/Jakarta or Europe/Berlin.",
                statusCode: 400,
                title: "There is no such time zone"
            );
        return await workspaces.ChangeAsync(
            Actor.Of(http),
            request.Name?.Trim(),
            request.RequireSecondFactor,
            request.TimeZone,
            http.RequestAborted
        ) switch
        {
            true => Results.NoContent(),
            false => Results.Problem(
                "Set up your own second factor first: else you would lock yourself out.",
                statusCode: 409,
                title: "You have no second factor yourself"
            ),
            null => Results.Problem("Sign in again.", statusCode: 404, title: "There is no such workspace any more"),
        };
    }

    private static bool IsName(string? name) =>
        name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl);

    private static IResult BadName() =>
        Results.Problem(
            $"Give the workspace a name of 1 to {LongestName} characters.",
            statusCode: 400,
            title: "The name cannot be used"
        );
}
