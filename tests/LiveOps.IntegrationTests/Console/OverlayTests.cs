using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Console.Overlays;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Overlays, their links and their sounds, of a real console with two workspaces.</summary>
public sealed class OverlayTests(SharedServers servers) : IAsyncLifetime
{
    private static readonly byte[] _bell = Wav(2_000);
    private string _database = null!;
    private ConsoleHost _console = null!;
    private HttpClient _admin = null!;
    private HttpClient _stranger = null!;
    private HttpClient _sender = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _console = await ConsoleHost.StartAsync(
            _database,
            await servers.CreateVirtualHostAsync(),
            settings: new() { ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace" }
        );
        _admin = await _console.SignedInAsync("admin");
        _stranger = await _console.MemberAsync("a stranger", Roles.Admin, Guid.NewGuid());
        _sender = await _console.MemberAsync("a sender", Roles.Sender, ConsoleHost.Workspace);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient?[])[_admin, _stranger, _sender])
            client?.Dispose();
        if (_console is not null)
            await _console.DisposeAsync();
    }

    [Fact]
    public async Task A_link_opens_its_overlay_until_it_is_replaced_and_is_known_to_nobody_else()
    {
        var overlay = await MakeAsync(_admin, Studio.Account, "Main");
        var path = $"/api/overlays/{Id(overlay)}";
        var token = await TokenAsync(_admin, overlay);

        // Whose it is, and who may do what.
        (await _sender.GetFromJsonAsync<JsonElement>("/api/overlays"))
            .GetArrayLength()
            .ShouldBe(1);
        (await _stranger.GetFromJsonAsync<JsonElement>("/api/overlays")).GetArrayLength().ShouldBe(0);
        foreach (
            var (client, status) in new[] { (_sender, HttpStatusCode.Forbidden), (_stranger, HttpStatusCode.NotFound) }
        )
        {
            using var link = await client.GetAsync($"{path}/link");
            using var replaced = await client.PostAsJsonAsync($"{path}/link", new { });
            using var tested = await client.PostAsJsonAsync($"{path}/test", new { kind = "Gift" });
            using var changed = await client.PutAsJsonAsync(path, new { name = "taken over", version = 1 });
            using var deleted = await client.DeleteAsync(path);
            foreach (var answer in (HttpResponseMessage[])[link, replaced, tested, changed, deleted])
                answer.StatusCode.ShouldBe(status);
        }

        // What it opens.
        using var stream = await OpenAsync(Studio.Account, token);
        stream.Status.ShouldBe(HttpStatusCode.OK);
        (await stream.NextAsync()).GetProperty("type").GetString().ShouldBe("settings");
        (await OpenedAsync(Guid.NewGuid(), token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpenedAsync(Studio.Account, OverlayToken.Make())).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpenedAsync(Studio.Account, null)).ShouldBe(HttpStatusCode.Unauthorized);
        using (var member = await _admin.GetAsync($"/overlay/{Studio.Account}/events?token={token}"))
            member.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "neither a session nor an address is the key");

        // A test goes to the pages of this overlay, and to no other.
        var other = await MakeAsync(_admin, Studio.Account, "Other");
        using var beside = await OpenAsync(Studio.Account, await TokenAsync(_admin, other));
        await beside.NextAsync();
        var tried = await PostAsync(_admin, $"{path}/test", new { kind = "Follow" });
        tried.GetProperty("open").GetInt32().ShouldBe(1);
        var shown = await stream.NextAsync();
        (shown.GetProperty("type").GetString(), shown.GetProperty("test").GetBoolean()).ShouldBe(("follow", true));
        (await PostAsync(_admin, $"/api/overlays/{Id(other)}/test", new { kind = "Message" }))
            .GetProperty("open")
            .GetInt32()
            .ShouldBe(1);
        (await beside.NextAsync()).GetProperty("type").GetString().ShouldBe("cue");

        // New settings are shown at once; those of somebody who was slower are not taken.
        var settings = new { leaderboard = new { shown = true, top = 3 } };
        using var taken = await _admin.PutAsJsonAsync(
            path,
            new
            {
                name = "Main",
                settings,
                version = 1,
            }
        );
        taken.StatusCode.ShouldBe(HttpStatusCode.OK, await taken.Content.ReadAsStringAsync());
        (await stream.NextAsync())
            .GetProperty("settings")
            .GetProperty("leaderboard")
            .GetProperty("top")
            .GetInt32()
            .ShouldBe(3);
        using var late = await _admin.PutAsJsonAsync(
            path,
            new
            {
                name = "Late",
                settings,
                version = 1,
            }
        );
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var wrong = await _admin.PutAsJsonAsync(
            path,
            new
            {
                name = "",
                settings = new { look = new { accent = "red;", variables = new { x = "url(//evil)" } } },
                version = 2,
            }
        );
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var refused = await wrong.Content.ReadAsStringAsync();
        foreach (var name in (string[])["name", "look.accent", "look.variables.x"])
            refused.ShouldContain($"\"{name}\"");

        // The old link ends at once, also where it is open; the overlay beside it goes on.
        var watch = Stopwatch.StartNew();
        var next = await PostAsync(_admin, $"{path}/link", new { });
        await stream.EndsAsync();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        next.GetProperty("path").GetString()!.ShouldNotContain(token);
        (await OpenedAsync(Studio.Account, token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpenedAsync(Studio.Account, TokenOf(next))).ShouldBe(HttpStatusCode.OK);
        using var gone = await _admin.DeleteAsync($"/api/overlays/{Id(other)}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await beside.EndsAsync();

        // The secret is nowhere readable: not in the database, the audit log, or what is written of requests.
        await using var database = NpgsqlDataSource.Create(_database);
        await using var look = database.CreateCommand(
            "select string_agg(o::text, ' ') || (select string_agg(a::text, ' ') from console.audit a) from console.overlays o"
        );
        var kept = (string)(await look.ExecuteScalarAsync())!;
        kept.ShouldContain("overlay link replaced");
        kept.ShouldContain("overlay changed");
        kept.ShouldContain("overlay deleted");
        kept.ShouldNotContain(token);
        kept.ShouldNotContain(TokenOf(next));
        _console
            .Services.GetRequiredService<ILoggerFactory>()
            .CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics")
            .IsEnabled(LogLevel.Information)
            .ShouldBeFalse("it writes the address of every request");
        var traced = await TracedAsync($"/overlay/{Studio.Account}?token={token}");
        traced.ShouldContain("HttpRequestIn");
        traced.ShouldNotContain(token);
        using var anyone = _console.Client();
        using var page = await anyone.GetAsync($"/overlay/{Studio.Account}?token={token}");
        page.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        using var preview = await anyone.GetAsync("/overlay/preview");
        preview.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'self'");
    }

    [Fact]
    public async Task Sounds_are_what_they_say_few_and_small_and_of_their_workspace()
    {
        foreach (
            var (name, content, status) in new (string, byte[], HttpStatusCode)[]
            {
                ("bell.wav", _bell, HttpStatusCode.OK),
                ("BELL.wav", Wav(3_000), HttpStatusCode.OK),
                ("bell.mp3", _bell, HttpStatusCode.BadRequest),
                ("page.mp3", "<html><script>alert(1)</script>"u8.ToArray(), HttpStatusCode.BadRequest),
                ("../bell.wav", _bell, HttpStatusCode.BadRequest),
                ("bell.exe", _bell, HttpStatusCode.BadRequest),
                ("", _bell, HttpStatusCode.BadRequest),
                ("empty.wav", [], HttpStatusCode.BadRequest),
                ("largest.wav", Wav(ManageSounds.Largest), HttpStatusCode.OK),
                ("large.wav", Wav(ManageSounds.Largest + 1), HttpStatusCode.RequestEntityTooLarge),
            }
        )
        {
            using var answer = await UploadAsync(_admin, name, content);
            answer.StatusCode.ShouldBe(status, $"{name}: {await answer.Content.ReadAsStringAsync()}");
        }
        using var unknownLength = await UploadAsync(_admin, "endless.wav", Wav(5_000_000), chunked: true);
        unknownLength.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var bySender = await UploadAsync(_sender, "mine.wav", _bell);
        bySender.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // The second of the name, whatever its case, has taken the place of the first.
        var sounds = await _admin.GetFromJsonAsync<JsonElement>("/api/overlays/sounds");
        sounds
            .EnumerateArray()
            .Select(sound => (sound.GetProperty("name").GetString(), sound.GetProperty("size").GetInt32()))
            .ShouldBe([("BELL.wav", 3_000), ("largest.wav", ManageSounds.Largest)]);
        var id = sounds[0].GetProperty("soundId").GetString();

        // Members of the workspace hear it, and who has a link of one of its overlays; nobody else.
        using var heard = await _sender.GetAsync($"/api/overlays/sounds/{id}");
        (await heard.Content.ReadAsByteArrayAsync()).ShouldBe(Wav(3_000));
        heard.Content.Headers.ContentType!.MediaType.ShouldBe("audio/wav");
        (await _stranger.GetAsync($"/api/overlays/sounds/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _stranger.DeleteAsync($"/api/overlays/sounds/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var own = await TokenAsync(_admin, await MakeAsync(_admin, Studio.Account, "Own"));
        var foreign = await TokenAsync(_stranger, await MakeAsync(_stranger, Studio.Account, "Foreign"));
        (await SoundAsync(own, "bell.wav")).ShouldBe(HttpStatusCode.OK);
        (await SoundAsync(own, "none.wav")).ShouldBe(HttpStatusCode.NotFound);
        (await SoundAsync(foreign, "bell.wav")).ShouldBe(HttpStatusCode.NotFound);
        (await SoundAsync(null, "bell.wav")).ShouldBe(HttpStatusCode.Unauthorized);

        // At most fifty, also when many come at once; those that are replaced do not count.
        var uploads = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(n => UploadAsync(_admin, $"sound {n}.wav", _bell))
        );
        uploads.Count(answer => answer.IsSuccessStatusCode).ShouldBe(SoundStore.Most - 2);
        uploads.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict);
        using var again = await UploadAsync(_admin, "bell.wav", _bell);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var deleted = await _admin.DeleteAsync($"/api/overlays/sounds/{id}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SoundAsync(own, "bell.wav")).ShouldBe(HttpStatusCode.NotFound);
        var audit = await _admin.GetStringAsync("/api/audit?thing=sound");
        audit.ShouldContain("sound uploaded");
        audit.ShouldContain("sound deleted");
    }

    /// <summary>A quiet sound of so many bytes: a header, then silence.</summary>
    internal static byte[] Wav(int length)
    {
        var wav = new byte[length];
        using var to = new BinaryWriter(new MemoryStream(wav));
        to.Write("RIFF"u8);
        to.Write(length - 8);
        to.Write("WAVEfmt "u8);
        to.Write(16);
        to.Write((short)1);
        to.Write((short)1);
        to.Write(8_000);
        to.Write(16_000);
        to.Write((short)2);
        to.Write((short)16);
        to.Write("data"u8);
        to.Write(length - 44);
        return wav;
    }

    internal static async Task<HttpResponseMessage> UploadAsync(
        HttpClient client,
        string name,
        byte[] content,
        bool chunked = false
    )
    {
        using var message = new HttpRequestMessage(
            HttpMethod.Post,
            $"/api/overlays/sounds?name={Uri.EscapeDataString(name)}"
        );
        message.Content = new ByteArrayContent(content);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        message.Headers.TransferEncodingChunked = chunked;
        return await client.SendAsync(message);
    }

    internal static async Task<JsonElement> MakeAsync(
        HttpClient client,
        Guid account,
        string name,
        object? settings = null
    ) =>
        await PostAsync(
            client,
            "/api/overlays",
            new
            {
                accountId = account,
                name,
                settings,
            }
        );

    internal static async Task<string> TokenAsync(HttpClient client, JsonElement overlay) =>
        TokenOf(await client.GetFromJsonAsync<JsonElement>($"/api/overlays/{Id(overlay)}/link"));

    private static string TokenOf(JsonElement link) => link.GetProperty("path").GetString()!.Split("token=")[1];

    private static string Id(JsonElement overlay) => overlay.GetProperty("overlayId").GetString()!;

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<OverlayStream> OpenAsync(Guid account, string? token)
    {
        var client = _console.Client();
        using var message = new HttpRequestMessage(HttpMethod.Get, $"/overlay/{account}/events");
        if (token is not null)
            message.Headers.Add(OverlayToken.Header, token);
        var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        return new OverlayStream(client, answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private async Task<HttpStatusCode> OpenedAsync(Guid account, string? token)
    {
        using var stream = await OpenAsync(account, token);
        return stream.Status;
    }

    private async Task<HttpStatusCode> SoundAsync(string? token, string name)
    {
        using var client = _console.Client();
        if (token is not null)
            client.DefaultRequestHeaders.Add(OverlayToken.Header, token);
        using var answer = await client.GetAsync($"/overlay/{Studio.Account}/sounds/{name}");
        return answer.StatusCode;
    }

    /// <summary>All that a collector of traces would be told of a request.</summary>
    private async Task<string> TracedAsync(string path)
    {
        var told = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (told)
                    told.AddRange([
                        activity.OperationName,
                        activity.DisplayName,
                        .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                    ]);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var client = _console.Client();
        (await client.GetAsync(path)).Dispose();
        for (var n = 0; n < 100; n++)
        {
            lock (told)
                if (told.Count > 0)
                    return string.Join(' ', told);
            await Task.Delay(20);
        }
        return "";
    }

    /// <summary>The stream of an overlay, as its page reads it.</summary>
    private sealed record OverlayStream(HttpClient Client, HttpResponseMessage Answer, StreamReader Lines) : IDisposable
    {
        private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

        public HttpStatusCode Status => Answer.StatusCode;

        public async Task<JsonElement> NextAsync()
        {
            while (await Lines.ReadLineAsync().WaitAsync(_patience) is { } line)
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return JsonDocument.Parse(line["data: ".Length..]).RootElement;
            throw new EndOfStreamException("The stream has ended.");
        }

        public async Task EndsAsync()
        {
            while (await Lines.ReadLineAsync().WaitAsync(_patience) is not null) { }
        }

        public void Dispose()
        {
            Lines.Dispose();
            Answer.Dispose();
            Client.Dispose();
        }
    }
}
