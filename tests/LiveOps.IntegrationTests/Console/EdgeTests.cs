using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using Npgsql;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Sign-in, roles, workspaces and the emergency stop over HTTP, against a real broker and database.</summary>
public sealed class EdgeTests(SharedServers servers) : IAsyncLifetime
{
    private string _broker = null!;
    private string _database = null!;
    private Studio _studio = null!;
    private ConsoleHost _console = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await servers.CreateVirtualHostAsync();
        _database = await servers.CreateDatabaseAsync();
        _studio = await Studio.StartAsync(_broker);
        _console = await ConsoleHost.StartAsync(_database, _broker);
    }

    public async ValueTask DisposeAsync()
    {
        if (_console is not null)
            await _console.DisposeAsync();
        if (_studio is not null)
            await _studio.DisposeAsync();
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_wrong_passwords_have_to_wait()
    {
        using var client = _console.Client();
        var right = await LoginAsync(client, ConsoleHost.Password);
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = right.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith($"{LiveOpsIdentity.Cookie}=");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");

        for (var n = 0; n < SignInThrottle.FreePerName; n++)
            (await LoginAsync(client, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var waiting = await LoginAsync(client, ConsoleHost.Password);
        waiting.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        waiting.Headers.RetryAfter.ShouldNotBeNull();
        (await waiting.Content.ReadAsStringAsync()).ShouldContain("then try again");
    }

    [Fact]
    public async Task A_live_screen_ends_with_its_session_and_others_stay()
    {
        using var here = await _console.SignedInAsync("admin");
        using var elsewhere = await _console.SignedInAsync("admin");
        using var screen = await OpenScreenAsync(here);
        using var other = await OpenScreenAsync(elsewhere);

        (await here.PostAsync("/api/auth/logout", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await EndsAsync(screen, seconds: 60)).ShouldBeTrue();
        (await EndsAsync(other, seconds: 1)).ShouldBeFalse();
        using var third = await OpenScreenAsync(elsewhere);
        await elsewhere.PostAsJsonAsync(
            "/api/auth/password",
            new { current = ConsoleHost.Password, @new = "another good password" }
        );
        (await EndsAsync(third, seconds: 60)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_live_screen_that_is_just_opening_ends_with_its_session_too()
    {
        using var client = await _console.SignedInAsync("admin");
        using var screen = await ConnectScreenAsync(client);

        (await client.PostAsync("/api/auth/logout", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        try
        {
            await GreetAsync(screen);
        }
        catch (WebSocketException)
        {
            // It has ended already.
        }
        (await EndsAsync(screen, seconds: 60)).ShouldBeTrue();
    }

    private async Task<ClientWebSocket> OpenScreenAsync(HttpClient signedIn)
    {
        var screen = await ConnectScreenAsync(signedIn);
        await GreetAsync(screen);
        return screen;
    }

    private async Task<ClientWebSocket> ConnectScreenAsync(HttpClient signedIn)
    {
        var screen = new ClientWebSocket();
        screen.Options.SetRequestHeader("Authorization", signedIn.DefaultRequestHeaders.Authorization!.ToString());
        await screen.ConnectAsync(
            new Uri($"{_console.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/hubs/live"),
            TestContext.Current.CancellationToken
        );
        return screen;
    }

    /// <summary>The hub's own protocol by hand: JSON messages that end with a record separator.</summary>
    private static async Task GreetAsync(ClientWebSocket screen)
    {
        await screen.SendAsync(
            "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );
        await screen.ReceiveAsync(new byte[1_000], TestContext.Current.CancellationToken);
    }

    private static async Task<bool> EndsAsync(ClientWebSocket screen, int seconds)
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

    [Fact]
    public async Task A_new_password_ends_the_sessions_before_it()
    {
        using var other = await _console.SignedInAsync("admin");
        using var client = await _console.SignedInAsync("admin");
        var change = await client.PostAsJsonAsync(
            "/api/auth/password",
            new { current = ConsoleHost.Password, @new = "another good password" }
        );
        change.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/api/devices")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await _console.SignedInAsync("admin", "another good password");
        var me = await again.GetFromJsonAsync<JsonElement>("/api/auth/me");
        me.GetProperty("mustChangePassword").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Every_member_may_stop_and_only_a_manager_may_test_and_reset()
    {
        await _studio.ReportAsync();
        using var sender = await _console.MemberAsync("sender", "Sender", ConsoleHost.Workspace);
        await EventuallyAsync(
            async () =>
            {
                // Like a gateway, again and again: the console's queue may not be there yet.
                await _studio.ReportAsync();
                return (await GatewaysAsync(sender)).GetArrayLength() == 1;
            },
            "the gateway is known"
        );
        (await TestAsync(sender)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(sender, "/api/devices/emergency-stop")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await PostAsync(sender, "/api/devices/emergency-stop/reset")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await EventuallyAsync(() => Task.FromResult(!_studio.Stops.IsEmpty), "the stop reaches the gateway");
        // A button box posts whatever it can; a slip in a reset releases nothing.
        foreach (var content in (HttpContent?[])[null, new StringContent(""), new StringContent("{}"), Json("{}")])
            (await PostAsync(sender, "/api/devices/emergency-stop", content)).StatusCode.ShouldBe(
                HttpStatusCode.Accepted
            );
        (await PostAsync(sender, "/api/devices/emergency-stop", Json("{"))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );

        using var manager = await _console.MemberAsync("manager", "Manager", ConsoleHost.Workspace);
        (await TestAsync(manager)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (
            await PostAsync(manager, "/api/devices/emergency-stop/reset", Json("{\"board\":\"AB12CD34\"}"))
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(manager, "/api/devices/emergency-stop/reset")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await EventuallyAsync(() => Task.FromResult(!_studio.Resets.IsEmpty), "the reset reaches the gateway");
        await EventuallyAsync(
            async () => (await TestAsync(manager)).StatusCode == HttpStatusCode.Accepted,
            "the board can be tested again"
        );
        var books = await ReadAsync(
            "select concat_ws(' ', action, thing_name, address) from console.audit where workspace_id = $1 order by id"
        );
        books.ShouldBe([
            .. Enumerable.Repeat("emergency stop everything 127.0.0.1", 5),
            "emergency stop reset everything 127.0.0.1",
        ]);
    }

    [Fact]
    public async Task Another_workspaces_board_is_not_found_and_its_stop_stops_nobody_else()
    {
        await _studio.ReportAsync();
        using var admin = await _console.SignedInAsync("admin");
        await EventuallyAsync(
            async () =>
            {
                // Like a gateway, again and again: the console's queue may not be there yet.
                await _studio.ReportAsync();
                return (await GatewaysAsync(admin)).GetArrayLength() == 1;
            },
            "the gateway is known"
        );
        using var stranger = await _console.MemberAsync("stranger", "Admin", Guid.NewGuid());
        (await GatewaysAsync(stranger)).GetArrayLength().ShouldBe(0);
        (await TestAsync(stranger)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(stranger, "/api/devices/emergency-stop")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var devices = await admin.GetFromJsonAsync<JsonElement>("/api/devices");
        devices.GetProperty("emergencyStop").ValueKind.ShouldBe(JsonValueKind.Null);
        await EventuallyAsync(
            async () =>
            {
                // A gateway that has said nothing for six seconds counts as silent.
                await _studio.ReportAsync();
                return (await TestAsync(admin)).StatusCode == HttpStatusCode.Accepted;
            },
            "the board of the own workspace can be tested"
        );
    }

    [Fact]
    public async Task A_test_for_a_gateway_without_a_queue_says_so_and_the_next_gateways_test_is_sent()
    {
        const string Orphan = "0000DEAD";
        using var admin = await _console.SignedInAsync("admin");
        async Task<HttpResponseMessage> AskAsync(string board)
        {
            // Both speak; only pc1 has a queue.
            await _studio.ReportAsync();
            await _studio.ReportAsync(gateway: "pc9", board: Orphan);
            return await TestAsync(admin, board);
        }
        await EventuallyAsync(
            async () => (await AskAsync(Orphan)).StatusCode != HttpStatusCode.NotFound,
            "the gateway is known"
        );

        var refused = await AskAsync(Orphan);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("title").GetString().ShouldBe("The gateway takes no commands");
        problem.GetProperty("detail").GetString()!.ShouldStartWith("Gateway pc9 has no queue");
        (await AskAsync(Studio.Board)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await EventuallyAsync(() => Task.FromResult(!_studio.Commands.IsEmpty), "the command reaches its gateway");
        _studio.Commands.ShouldAllBe(command => command.BoardId == Studio.Board);
    }

    [Fact]
    public async Task A_latched_workspace_stays_so_over_a_restart_and_stops_a_gateway_that_shows_up_running()
    {
        using (var admin = await _console.SignedInAsync("admin"))
            (await PostAsync(admin, "/api/devices/emergency-stop")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await EventuallyAsync(
            async () =>
                (await ReadAsync("select stop_id::text from console.emergency_stops where workspace_id = $1")).Count
                == 1,
            "the stop is on the books"
        );
        await _console.DisposeAsync();
        _console = await ConsoleHost.StartAsync(_database, _broker);

        using var again = await _console.SignedInAsync("admin");
        var devices = await again.GetFromJsonAsync<JsonElement>("/api/devices");
        var stopId = devices.GetProperty("emergencyStop").GetProperty("stopId").GetGuid();
        _studio.Stops.Clear();
        await EventuallyAsync(
            async () =>
            {
                await _studio.ReportAsync(stopped: false);
                return _studio.Stops.Any(stop => stop.StopId == stopId);
            },
            "the gateway is stopped again"
        );
    }

    private static Task<HttpResponseMessage> LoginAsync(HttpClient client, string password, string user = "admin") =>
        client.PostAsJsonAsync("/api/auth/login", new { user, password });

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path) =>
        client.PostAsJsonAsync(path, new { });

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, HttpContent? content) =>
        client.PostAsync(path, content);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> TestAsync(HttpClient client, string board = Studio.Board) =>
        client.PostAsJsonAsync($"/api/devices/{board}/SOL1/test", new { action = "PUSH", durationMs = 100 });

    private static async Task<JsonElement> GatewaysAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/devices")).GetProperty("gateways");

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = ConsoleHost.Workspace });
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        for (var n = 0; n < 300; n++)
        {
            if (await holds())
                return;
            await Task.Delay(100);
        }
        throw new TimeoutException($"Not within 30 s: {what}.");
    }
}
