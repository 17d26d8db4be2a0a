using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary><c>PUT /api/machines/{id}/name</c>: what people call a PC. Its gateway's id, which names its queue, stays.</summary>
internal static class RenameMachine
{
    private const int Longest = 60;

    /// <summary>The name; empty takes it away, and the gateway's id is shown again.</summary>
    public sealed record NameChange(string? Name);

    public static async Task<IResult> Handle(
        string id,
        NameChange request,
        HttpContext http,
        [FromServices] MachineStore machines,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if (!await machines.IsKnownAsync(actor.WorkspaceId, id, http.RequestAborted))
            return MachineAnswers.NoGateway();
        var name = request.Name?.Trim() ?? "";
        if (name.Length > Longest || name.Any(char.IsControl))
            return Results.Problem(
                $"At most {Longest} characters, on one line.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "The name cannot be used"
            );
        await machines.RenameAsync(actor, id, name.Length == 0 ? null : name, clock.GetUtcNow(), http.RequestAborted);
        return Results.NoContent();
    }
}
