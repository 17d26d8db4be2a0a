using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Console.SigningIn;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Console.TeamRoom;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The second factor: set up, asked for, guessed at, lost and required.</summary>
public sealed class TeamSecondFactorTests(SharedServers servers) : IAsyncLifetime
{
    private TeamRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await TeamRoom.OpenAsync(servers);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task It_counts_once_confirmed_and_a_code_is_good_once()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        await PostAsync(ada, "/api/auth/second-factor", new { password = "wrong" }, HttpStatusCode.BadRequest);
        var app = await BeginAsync(ada);
        (await _room.Console.SignedInAsync("ada")).Dispose();
        var before = _room.Again(ada);
        var (codes, step) = await ConfirmAsync(ada, app);
        codes.Length.ShouldBe(10);
        (await StatusAsync(before)).ShouldBe(HttpStatusCode.Unauthorized, "the second factor begins a new session");

        using var guest = _room.Console.Client();
        var ticket = await TicketAsync(guest);
        // The code that confirmed it is used up.
        await StepAsync(guest, ticket, Totp.CodeAt(app, step), HttpStatusCode.Unauthorized);
        var next = Totp.CodeAt(app, step + 1);
        Take(guest, await StepAsync(guest, ticket, next));
        (await StatusAsync(guest)).ShouldBe(HttpStatusCode.OK);
        await StepAsync(guest, ticket, next, HttpStatusCode.Unauthorized);
        await StepAsync(guest, await TicketAsync(guest), next, HttpStatusCode.Unauthorized);
        var sealed_ = await _room.SqlAsync(
            "select encode(secret, 'hex') || encode(secret, 'escape') from console.second_factors"
        );
        sealed_.ShouldHaveSingleItem().ToUpperInvariant().ShouldNotContain(Convert.ToHexString(app));
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_for_one_of_two_who_come_at_once()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        var (codes, _) = await ConfirmAsync(ada, await BeginAsync(ada));
        using var guest = _room.Console.Client();
        var tickets = new[] { await TicketAsync(guest), await TicketAsync(guest) };
        var answers = await Task.WhenAll(
            tickets.Select(ticket =>
                guest.PostAsJsonAsync("/api/auth/second-step", new { ticket, code = codes[0].ToLowerInvariant() })
            )
        );
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        var state = await GetAsync(ada, "/api/auth/second-factor");
        state.GetProperty("recoveryCodesLeft").GetInt32().ShouldBe(9);
        (await _room.SqlAsync("select action from console.audit where actor = 'ada' order by id")).ShouldBe([
            "second factor switched on",
            "recovery code used",
        ]);
        (
            await _room.SqlAsync($"select 1 from console.recovery_codes c where c::text like '%{codes[0]}%'")
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task Guessing_codes_has_to_wait_and_the_right_password_between_does_not_help()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        var app = await BeginAsync(ada);
        var (_, step) = await ConfirmAsync(ada, app);
        using var guest = _room.Console.Client();
        for (var n = 0; n < SignInThrottle.FreePerName; n++)
            await StepAsync(guest, await TicketAsync(guest), "abcdef", HttpStatusCode.Unauthorized);
        await PostAsync(
            guest,
            "/api/auth/login",
            new { user = "ada", password = ConsoleHost.Password },
            HttpStatusCode.TooManyRequests
        );
    }

    [Fact]
    public async Task A_thousand_guesses_at_once_are_counted_one_by_one()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        await ConfirmAsync(ada, await BeginAsync(ada));
        using var guest = _room.Console.Client();
        var ticket = await TicketAsync(guest);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(_ => guest.PostAsJsonAsync("/api/auth/second-step", new { ticket, code = "abcdef" }))
        );
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(SignInThrottle.FreePerName);
    }

    [Fact]
    public async Task Off_takes_password_and_code_and_an_admin_can_take_it_off_on_the_books()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        var app = await BeginAsync(ada);
        var (codes, step) = await ConfirmAsync(ada, app);
        await OffAsync(ada, "wrong", Totp.CodeAt(app, step + 1), HttpStatusCode.BadRequest);
        await OffAsync(ada, ConsoleHost.Password, "000000x", HttpStatusCode.BadRequest);
        await OffAsync(ada, ConsoleHost.Password, codes[0], HttpStatusCode.NoContent);
        (await _room.Console.SignedInAsync("ada")).Dispose();

        await ConfirmAsync(ada, await BeginAsync(ada));
        await SendAsync(
            _room.Admin,
            HttpMethod.Delete,
            $"/api/team/members/{await IdAsync(ada)}/second-factor",
            status: HttpStatusCode.NoContent
        );
        (await _room.Console.SignedInAsync("ada")).Dispose();
        (await _room.SqlAsync("select actor from console.audit where action = 'second factor taken off'")).ShouldBe([
            "admin",
        ]);
    }

    [Fact]
    public async Task A_workspace_that_asks_for_it_lets_an_admin_in_who_has_it_and_others_only_set_it_up()
    {
        using var manager = await _room.MemberAsync("manager", "Manager");
        using var sender = await _room.MemberAsync("sender", "Sender");
        await RequireAsync(HttpStatusCode.Conflict);
        await ConfirmAsync(_room.Admin, await BeginAsync(_room.Admin));
        await RequireAsync(HttpStatusCode.NoContent);

        (await StatusAsync(manager)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(sender, "/api/devices")).ShouldBe(HttpStatusCode.OK);
        using var waiting = await _room.Console.SignedInAsync("manager");
        (await GetAsync(waiting, "/api/auth/me")).GetProperty("mustSetUpSecondFactor").GetBoolean().ShouldBeTrue();
        foreach (var path in (string[])["/api/devices", "/api/team/members", "/api/live", "/api/rules/rules"])
            (await StatusAsync(waiting, path)).ShouldBe(HttpStatusCode.Forbidden, path);
        // Whoever sees that something goes wrong can end it, and no more than that.
        var stop = await PostAsync(waiting, "/api/devices/emergency-stop", new { }, HttpStatusCode.Accepted);
        stop.GetProperty("requestedBy").GetString().ShouldBe("manager");
        await PostAsync(waiting, "/api/devices/emergency-stop/reset", new { }, HttpStatusCode.Forbidden);
        (await GetAsync(sender, "/api/devices"))
            .GetProperty("emergencyStop")
            .GetProperty("stopId")
            .GetString()
            .ShouldBe(stop.GetProperty("stopId").GetString());
        var app = await BeginAsync(waiting);
        var (codes, _) = await ConfirmAsync(waiting, app);
        (await StatusAsync(waiting, "/api/team/members")).ShouldBe(HttpStatusCode.OK);
        await OffAsync(waiting, ConsoleHost.Password, codes[0], HttpStatusCode.Conflict);
    }

    private Task RequireAsync(HttpStatusCode status) =>
        SendAsync(_room.Admin, HttpMethod.Patch, "/api/team/workspace", new { requireSecondFactor = true }, status);

    private static Task OffAsync(HttpClient member, string password, string code, HttpStatusCode status) =>
        PostAsync(member, "/api/auth/second-factor/off", new { password, code }, status);

    /// <summary>The secret, as an app reads it.</summary>
    private static async Task<byte[]> BeginAsync(HttpClient member)
    {
        var setUp = await PostAsync(member, "/api/auth/second-factor", new { password = ConsoleHost.Password });
        setUp.GetProperty("qr").GetString()!.ShouldStartWith("data:image/png;base64,");
        var text = setUp.GetProperty("secret").GetString()!;
        setUp.GetProperty("uri").GetString()!.ShouldContain($"secret={text}");
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Select(one => Convert.ToString(Alphabet.IndexOf(one), 2).PadLeft(5, '0')));
        return
        [
            .. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2)),
        ];
    }

    private static async Task<(string[] Codes, long Step)> ConfirmAsync(HttpClient member, byte[] app)
    {
        await PostAsync(member, "/api/auth/second-factor/confirm", new { code = "12345" }, HttpStatusCode.BadRequest);
        var step = Totp.StepAt(TimeProvider.System.GetUtcNow());
        var on = await PostAsync(member, "/api/auth/second-factor/confirm", new { code = Totp.CodeAt(app, step) });
        Take(member, on.GetProperty("session"));
        return ([.. on.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)], step);
    }

    private static async Task<string> TicketAsync(HttpClient guest) =>
        (
            await PostAsync(
                guest,
                "/api/auth/login",
                new { user = "ada", password = ConsoleHost.Password },
                HttpStatusCode.Accepted
            )
        )
            .GetProperty("ticket")
            .GetString()!;

    private static Task<JsonElement> StepAsync(
        HttpClient guest,
        string ticket,
        string code,
        HttpStatusCode status = HttpStatusCode.OK
    ) => PostAsync(guest, "/api/auth/second-step", new { ticket, code }, status);
}
