using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Overlays;

/// <summary><c>/api/overlays</c>: what OBS shows of each account.</summary>
internal static class ManageOverlays
{
    private const int LongestName = 60;

    /// <param name="OverlayId">Names it.</param>
    /// <param name="AccountId">The account that it shows.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Settings">What it shows and how.</param>
    /// <param name="Version">To change it with.</param>
    /// <param name="LinkMadeAt">Since when its link is this one.</param>
    /// <param name="Open">Pages that show it now, as far as this console knows.</param>
    public sealed record OverlayView(
        Guid OverlayId,
        Guid AccountId,
        string Name,
        OverlaySettings Settings,
        int Version,
        DateTimeOffset LinkMadeAt,
        int Open
    );

    /// <param name="AccountId">The account that it is to show.</param>
    /// <param name="Name">1 to 60 characters.</param>
    /// <param name="Settings">Left out: as delivered.</param>
    public sealed record NewOverlay(Guid AccountId, string? Name, OverlaySettings? Settings = null);

    /// <param name="Name">1 to 60 characters.</param>
    /// <param name="Settings">All of them.</param>
    /// <param name="Version">Of the overlay that was changed: somebody else's change in between is not overwritten.</param>
    public sealed record OverlayForm(string? Name, OverlaySettings? Settings, int Version);

    /// <param name="Path">The link, on this console's address. Whoever has it sees the overlay.</param>
    public sealed record OverlayLink(string Path);

    public static async Task<IReadOnlyList<OverlayView>> List(
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] OverlayScreens screens
    )
    {
        var workspaceId = Actor.Of(http).WorkspaceId;
        var open = screens.CountOf(workspaceId);
        return
        [
            .. (await store.ListAsync(workspaceId, http.RequestAborted)).Select(overlay =>
                View(overlay, open.GetValueOrDefault(overlay.OverlayId))
            ),
        ];
    }

    public static async Task<IResult> Make(
        [FromBody] NewOverlay form,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var name = ShownText.Of(form.Name, LongestName + 1) ?? "";
        var settings = form.Settings ?? new OverlaySettings();
        if (Faults(name, settings) is { } faults)
            return faults;
        if (form.AccountId == Guid.Empty)
            return Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["accountId"] = ["is missing: GET /api/ingestion/accounts lists the accounts."],
                },
                title: "An overlay needs an account"
            );
        var now = clock.GetUtcNow();
        var made = await store.AddAsync(
            actor.WorkspaceId,
            form.AccountId,
            name,
            settings,
            now,
            overlay => actor.Did("overlay made", now, Thing(overlay), after: Told(overlay)),
            http.RequestAborted
        );
        return made is null
            ? Results.Problem(
                $"A workspace has at most {OverlayStore.Most} overlays: delete those that nobody uses.",
                statusCode: 409,
                title: "There are too many overlays"
            )
            : Results.Ok(View(made, 0));
    }

    public static async Task<IResult> Change(
        Guid id,
        [FromBody] OverlayForm form,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] OverlayScreens screens,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if (await store.ReadAsync(actor.WorkspaceId, id, http.RequestAborted) is not { } before)
            return NotFound();
        var name = ShownText.Of(form.Name, LongestName + 1) ?? "";
        var settings = form.Settings ?? before.Settings;
        if (Faults(name, settings) is { } faults)
            return faults;
        var changed =
            before.Version == form.Version
                ? await store.SetAsync(
                    before,
                    name,
                    settings,
                    actor.Did(
                        "overlay changed",
                        clock.GetUtcNow(),
                        Thing(before),
                        Told(before),
                        Told(before with { Name = name, Settings = settings })
                    ),
                    http.RequestAborted
                )
                : null;
        if (changed is null)
            return Results.Problem(
                "Load it again, look at what is different, and make your change anew.",
                statusCode: 409,
                title: "Somebody else has changed this overlay meanwhile"
            );
        screens.Change(changed);
        return Results.Ok(View(changed, screens.CountOf(actor.WorkspaceId).GetValueOrDefault(id)));
    }

    public static async Task<IResult> Delete(
        Guid id,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] OverlayScreens screens,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if (await store.ReadAsync(actor.WorkspaceId, id, http.RequestAborted) is not { } overlay)
            return NotFound();
        var entry = actor.Did("overlay deleted", clock.GetUtcNow(), Thing(overlay), Told(overlay));
        if (await store.DeleteAsync(overlay, entry, http.RequestAborted) is null)
            return NotFound();
        screens.End(overlay);
        return Results.NoContent();
    }

    public static async Task<IResult> ReadLink(Guid id, HttpContext http, [FromServices] OverlayStore store)
    {
        var workspaceId = Actor.Of(http).WorkspaceId;
        return
            await store.ReadAsync(workspaceId, id, http.RequestAborted) is { } overlay
            && await store.TokenAsync(workspaceId, id, http.RequestAborted) is { } token
            ? Results.Ok(Link(overlay, token))
            : NotFound();
    }

    public static async Task<IResult> MakeLink(
        Guid id,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] OverlayScreens screens,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if (await store.ReadAsync(actor.WorkspaceId, id, http.RequestAborted) is not { } before)
            return NotFound();
        var now = clock.GetUtcNow();
        var changed = await store.SetTokenAsync(
            before,
            now,
            // When, and not what: the link itself is a secret.
            actor.Did(
                "overlay link replaced",
                now,
                Thing(before),
                new { linkMadeAt = before.TokenMadeAt },
                new { linkMadeAt = now }
            ),
            http.RequestAborted
        );
        if (changed is null)
            return NotFound();
        screens.Change(changed);
        return await ReadLink(id, http, store);
    }

    public static IResult NotFound() =>
        Results.Problem(
            "It may have been deleted: GET /api/overlays lists those that there are.",
            statusCode: 404,
            title: "There is no such overlay"
        );

    private static IResult? Faults(string name, OverlaySettings settings)
    {
        var faults = new Dictionary<string, string[]>(settings.Faults(), StringComparer.Ordinal);
        if (name.Length is 0 or > LongestName)
            faults["name"] = [$"must be 1 to {LongestName} characters."];
        return faults.Count == 0 ? null : Results.ValidationProblem(faults, title: "The overlay cannot be set so");
    }

    private static OverlayLink Link(Overlay overlay, string token) =>
        new($"/overlay/{overlay.AccountId}?token={token}");

    private static (string, string, string) Thing(Overlay overlay) =>
        ("overlay", overlay.OverlayId.ToString(), overlay.Name);

    private static object Told(Overlay overlay) =>
        new
        {
            overlay.AccountId,
            overlay.Name,
            overlay.Settings,
        };

    private static OverlayView View(Overlay overlay, int open) =>
        new(
            overlay.OverlayId,
            overlay.AccountId,
            overlay.Name,
            overlay.Settings,
            overlay.Version,
            overlay.TokenMadeAt,
            open
        );
}
