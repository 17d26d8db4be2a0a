using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;
using Npgsql;

namespace LiveOps.IntegrationTests.Console;

/// <summary>A console of its own with its admin signed in, and what tests of teams do all the time.</summary>
internal sealed class TeamRoom : IAsyncDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _broker;

    private TeamRoom(string database, string broker) => (Database, _broker) = (database, broker);

    public string Database { get; }
    public ECDsa Key => _key;
    public ConsoleHost Console { get; private set; } = null!;
    public HttpClient Admin { get; private set; } = null!;

    public static async Task<TeamRoom> OpenAsync(SharedServers servers)
    {
        var room = new TeamRoom(await servers.CreateDatabaseAsync(), await servers.CreateVirtualHostAsync());
        room.Console = await ConsoleHost.StartAsync(room.Database, room._broker, key: room._key);
        room.Admin = await room.Console.SignedInAsync("admin");
        return room;
    }

    /// <summary>Another process over the same books, with the same key.</summary>
    public async Task RestartAsync()
    {
        await Console.DisposeAsync();
        Console = await ConsoleHost.StartAsync(Database, _broker, key: _key);
    }

    public Task<HttpClient> MemberAsync(string name, string role, Guid? workspace = null) =>
        Console.MemberAsync(name, role, workspace ?? ConsoleHost.Workspace);

    /// <summary>The same token at whatever process runs now.</summary>
    public HttpClient Again(HttpClient client)
    {
        var again = Console.Client();
        again.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        return again;
    }

    public static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>The answer's body; the status has to be this.</summary>
    public static async Task<JsonElement> SendAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body ?? new { }) };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, $"{method} {path}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static Task<JsonElement> PostAsync(
        HttpClient client,
        string path,
        object? body = null,
        HttpStatusCode status = HttpStatusCode.OK
    ) => SendAsync(client, HttpMethod.Post, path, body, status);

    public static async Task<string> IdAsync(HttpClient client) =>
        (await GetAsync(client, "/api/auth/me")).GetProperty("userId").GetString()!;

    public static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path = "/api/auth/me")
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>The reason in the refusal that an ended session gets.</summary>
    public static async Task<string?> WhyOutAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/devices");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reason").GetString();
    }

    /// <summary>Takes over the token of an answer that begins a session.</summary>
    public static void Take(HttpClient client, JsonElement session) =>
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            session.GetProperty("token").GetString()
        );

    /// <summary>The first column of a statement's rows, as texts.</summary>
    public async Task<List<string>> SqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetValue(0).ToString()!);
        return values;
    }

    /// <summary>A live screen's socket, greeted.</summary>
    public async Task<ClientWebSocket> ScreenAsync(HttpClient signedIn)
    {
        var screen = new ClientWebSocket();
        screen.Options.SetRequestHeader("Authorization", signedIn.DefaultRequestHeaders.Authorization!.ToString());
        await screen.ConnectAsync(
            new Uri($"{Console.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/hubs/live"),
            CancellationToken.None
        );
        await screen.SendAsync(
            "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None
        );
        await screen.ReceiveAsync(new byte[1_000], CancellationToken.None);
        return screen;
    }

    /// <summary>Whether a socket is closed from the other side within that time.</summary>
    public static async Task<bool> EndsAsync(ClientWebSocket screen, int seconds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            while (
                (await screen.ReceiveAsync(new byte[64_000], patience.Token)).MessageType != WebSocketMessageType.Close
            ) { }
            return true;
        }
        catch (WebSocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Admin?.Dispose();
        if (Console is not null)
            await Console.DisposeAsync();
        _key.Dispose();
    }
}
