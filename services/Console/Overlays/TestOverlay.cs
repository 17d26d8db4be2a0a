using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Overlays;

/// <summary>
/// <c>POST /api/overlays/{id}/test</c>: shows something made up on the pages of one overlay. It is marked as a test, goes
/// from here straight to those pages, and is on no books.
/// </summary>
internal static class TestOverlay
{
    /// <param name="Kind">What to show.</param>
    /// <param name="Sound">For <see cref="TestKind.Sound"/>: which; left out, that of the overlay's alerts.</param>
    public sealed record TestForm(TestKind Kind, string? Sound = null);

    /// <param name="Item">What was shown, for a preview.</param>
    /// <param name="Open">Pages that showed it.</param>
    public sealed record Tested(OverlayItem Item, int Open);

    public static async Task<IResult> Handle(
        Guid id,
        [FromBody] TestForm form,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] OverlayScreens screens
    )
    {
        if (await store.ReadAsync(Actor.Of(http).WorkspaceId, id, http.RequestAborted) is not { } overlay)
            return ManageOverlays.NotFound();
        var sound = string.IsNullOrEmpty(form.Sound) ? overlay.Settings.Sounds.Alert : form.Sound;
        if (form.Kind == TestKind.Sound && sound != OverlaySettings.Chime && !SoundName.IsOne(sound))
            return Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["sound"] =
                    [
                        $"must be {OverlaySettings.Chime} or the name of a sound: the overlay's alerts have none.",
                    ],
                },
                title: "The overlay cannot be tried like that"
            );
        var item = Item(form.Kind, overlay.Settings, sound);
        return Results.Ok(new Tested(item, screens.Show(overlay, item)));
    }

    private static OverlayItem Item(TestKind kind, OverlaySettings settings, string sound)
    {
        var item = new OverlayItem(kind.ToString().ToLowerInvariant())
        {
            Id = Guid.NewGuid().ToString("N"),
            Key = Guid.NewGuid().ToString("N"),
            Name = "Ada",
            Test = true,
        };
        return kind switch
        {
            TestKind.Gift => item with { Gift = "Rose", Count = 5, Coins = settings.Alerts.Coins ? 5 : null },
            TestKind.Message => item with { Type = "cue", Name = null, Text = "Thank you, Ada!", Ms = 5_000 },
            TestKind.Sound => item with { Type = "cue", Name = null, Sound = sound, Volume = 100 },
            TestKind.Chat => item with { Text = "Hello from the test!" },
            _ => item,
        };
    }
}

/// <summary>What can be tried.</summary>
internal enum TestKind
{
    Gift,
    Follow,
    Share,
    Subscribe,
    Message,
    Sound,
    Chat,
}
