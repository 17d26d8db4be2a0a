using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Overlays;

/// <summary><c>/api/overlays/sounds</c>: the sounds of the workspace, for alerts and for rules.</summary>
internal static class ManageSounds
{
    /// <summary>The largest sound, bytes.</summary>
    public const int Largest = 1024 * 1024;

    public static Task<List<Sound>> List(HttpContext http, [FromServices] SoundStore store) =>
        store.ListAsync(Actor.Of(http).WorkspaceId, http.RequestAborted);

    public static async Task<IResult> Add(
        HttpContext http,
        [FromServices] SoundStore store,
        [FromServices] TimeProvider clock,
        [FromQuery] string name = ""
    )
    {
        if (!SoundName.IsOne(name))
            return Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["name"] =
                    [
                        "must be letters, digits, blanks, dots, - or _, at most 100, and end with .mp3, .ogg or .wav: bell.mp3.",
                    ],
                },
                title: "The sound cannot be called so"
            );
        if (await ReadBodyAsync(http) is not { } content)
            return Results.Problem(
                "A sound has at most 1 MB. Cut it, or save it as mp3 with a lower quality.",
                statusCode: StatusCodes.Status413PayloadTooLarge,
                title: "The sound is too large"
            );
        if (SoundContent.KindOf(content) is not { } kind || kind != SoundName.KindOf(name))
            return Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["content"] =
                    [
                        SoundContent.KindOf(content) is { } other
                            ? $"is a sound of the kind {other}: let its name end with .{other}."
                            : "is no mp3, ogg or wav sound: send the file itself, as the body.",
                    ],
                },
                title: "The file is not what its name says"
            );
        var actor = Actor.Of(http);
        var now = clock.GetUtcNow();
        var added = await store.AddAsync(
            actor.WorkspaceId,
            name,
            new SoundContent(kind, content),
            actor.Name,
            now,
            sound => actor.Did("sound uploaded", now, Thing(sound), after: new { sound.Name, sound.Size }),
            http.RequestAborted
        );
        return added is null
            ? Results.Problem(
                $"A workspace has at most {SoundStore.Most} sounds: delete those that nobody uses.",
                statusCode: 409,
                title: "There are too many sounds"
            )
            : Results.Ok(added);
    }

    public static async Task<IResult> Listen(Guid id, HttpContext http, [FromServices] SoundStore store) =>
        await store.ReadAsync(Actor.Of(http).WorkspaceId, id, http.RequestAborted) is { } sound
            ? Results.Bytes(sound.Content, sound.MediaType)
            : NotFound();

    public static async Task<IResult> Delete(
        Guid id,
        HttpContext http,
        [FromServices] SoundStore store,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var now = clock.GetUtcNow();
        return await store.DeleteAsync(
            actor.WorkspaceId,
            id,
            sound => actor.Did("sound deleted", now, Thing(sound), new { sound.Name, sound.Size }),
            http.RequestAborted
        )
            ? Results.NoContent()
            : NotFound();
    }

    public static IResult NotFound() =>
        Results.Problem(
            "It may have been deleted: GET /api/overlays/sounds lists those that there are.",
            statusCode: 404,
            title: "There is no such sound"
        );

    private static (string, string, string) Thing(Sound sound) => ("sound", sound.SoundId.ToString(), sound.Name);

    /// <summary>Null where it is larger than a sound may be; no more of it is read then.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > Largest)
            return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Largest + 1;
        var content = new byte[Largest + 1];
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(
                content,
                content.Length,
                throwOnEndOfStream: false,
                http.RequestAborted
            );
            return length > Largest ? null : content[..length];
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
