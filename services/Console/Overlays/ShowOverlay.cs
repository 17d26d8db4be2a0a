using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Overlays;

/// <summary>
/// What the page of an overlay asks for: its stream, and sounds. It sends its token in the header
/// <see cref="OverlayToken.Header"/>; a member's session is worth nothing here, nor is the token anywhere else.
/// </summary>
internal static class ShowOverlay
{
    /// <summary>Something is sent at least so often: a page that hears nothing knows that the line is dead.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    // A page that takes nothing for so long is gone, or will come again.
    private static readonly TimeSpan _longestWrite = TimeSpan.FromSeconds(10);

    // So that a flood is written in a few large pieces.
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// <c>GET /overlay/{account}/events</c>: server-sent events, each an <see cref="OverlayItem"/>. It begins with how
    /// things are and tells what follows; what was before is not told again.
    /// </summary>
    public static async Task Stream(
        Guid account,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] OverlayScreens screens,
        [FromServices] IHostApplicationLifetime lifetime,
        [FromServices] TimeProvider clock
    )
    {
        if (await OverlayToken.OverlayOfAsync(http, account, store) is not { } overlay)
        {
            await OverlayToken.Refusal().ExecuteAsync(http);
            return;
        }
        if (screens.Open(overlay) is not { } screen)
        {
            await Results
                .Problem(
                    $"At most {OverlayScreens.MostOfOne} pages show one overlay at a time: close some of them.",
                    statusCode: StatusCodes.Status429TooManyRequests,
                    title: "Too many pages show this overlay"
                )
                .ExecuteAsync(http);
            return;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            lifetime.ApplicationStopping
        );
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await WriteAsync(screen, screens, store, http, clock, ended.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException or IOException)
        {
            http.Abort();
        }
        finally
        {
            screens.Close(screen);
        }
    }

    /// <summary><c>GET /overlay/{account}/sounds/{name}</c>: a sound of the workspace.</summary>
    public static async Task<IResult> Sound(
        Guid account,
        string name,
        HttpContext http,
        [FromServices] OverlayStore store,
        [FromServices] SoundStore sounds
    )
    {
        if (await OverlayToken.OverlayOfAsync(http, account, store) is not { } overlay)
            return OverlayToken.Refusal();
        return await sounds.FindAsync(overlay.WorkspaceId, name, http.RequestAborted) is { } sound
            ? Results.Bytes(sound.Content, sound.MediaType)
            : ManageSounds.NotFound();
    }

    private static async Task WriteAsync(
        OverlayScreen screen,
        OverlayScreens screens,
        OverlayStore store,
        HttpContext http,
        TimeProvider clock,
        CancellationToken ended
    )
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        // Before the first look: the link may have been replaced while the page was being opened.
        var lookAt = clock.GetUtcNow();
        while (true)
        {
            if (clock.GetUtcNow() >= lookAt)
            {
                await LookAsync(screen, screens, store, ended);
                lookAt = clock.GetUtcNow() + Beat;
            }
            if (await screen.TakeAsync(Beat, ended) is not { } items)
                return;
            // A comment line: nothing for the page, but the line lives.
            var text = items.Count == 0 ? ":\n\n" : string.Concat(items.Select(item => Line(item, last)));
            if (text.Length == 0)
                continue;
            await http.Response.WriteAsync(text, ended).WaitAsync(_longestWrite, clock, ended);
            await http.Response.Body.FlushAsync(ended).WaitAsync(_longestWrite, clock, ended);
            await Task.Delay(_pace, clock, ended);
        }
    }

    /// <summary>Another console may have changed the overlay, replaced its link or deleted it.</summary>
    private static async Task LookAsync(
        OverlayScreen screen,
        OverlayScreens screens,
        OverlayStore store,
        CancellationToken ended
    )
    {
        Overlay? now;
        try
        {
            now = await store.ReadAsync(screen.Owner.Workspace, screen.OverlayId, ended);
        }
        catch (Npgsql.NpgsqlException)
        {
            // The database is away: what is shown goes on, and is looked at again.
            return;
        }
        if (now is null)
            screen.End();
        else if (now.Version != screen.Overlay.Version || !now.TokenHash.SequenceEqual(screen.Overlay.TokenHash))
            screens.Change(now);
    }

    /// <summary>Empty for a state that the page has already.</summary>
    private static string Line(OverlayItem item, Dictionary<string, string> last)
    {
        var json = JsonSerializer.Serialize(item, OverlayItem.Json);
        if (item.Type is "settings" or "board" or "likes")
        {
            if (last.TryGetValue(item.Type, out var before) && before == json)
                return "";
            last[item.Type] = json;
        }
        return $"data: {json}\n\n";
    }
}
