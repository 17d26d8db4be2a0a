using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;
using static LiveOps.IntegrationTests.Console.TeamRoom;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Sign-ins as rows: seen, ended by oneself and by an admin, and ended for good.</summary>
public sealed class TeamSessionTests(SharedServers servers) : IAsyncLifetime
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
    private TeamRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await TeamRoom.OpenAsync(servers);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task A_member_sees_where_it_is_signed_in_and_ends_one_at_once_with_its_screens()
    {
        using var here = await _room.MemberAsync("ada", "Sender");
        using var there = await SignInWithAsync("ada", Firefox);
        using var screen = await _room.ScreenAsync(there);
        using var own = await _room.ScreenAsync(here);
        var sessions = await GetAsync(here, "/api/auth/sessions");
        sessions.GetArrayLength().ShouldBe(2);
        var other = sessions.EnumerateArray().Single(one => !one.GetProperty("isThisOne").GetBoolean());
        var session = other.GetProperty("session");
        session.GetProperty("browser").GetString().ShouldBe("Firefox on Linux");
        session.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        var path = $"/api/auth/sessions/{session.GetProperty("sessionId").GetString()}";
        using var stranger = await _room.MemberAsync("bob", "Sender");
        await SendAsync(stranger, HttpMethod.Delete, path, status: HttpStatusCode.NotFound);
        (await StatusAsync(there)).ShouldBe(HttpStatusCode.OK);

        await SendAsync(here, HttpMethod.Delete, path, status: HttpStatusCode.NoContent);

        (await StatusAsync(there)).ShouldBe(HttpStatusCode.Unauthorized);
        (await EndsAsync(screen, seconds: 60)).ShouldBeTrue();
        (await EndsAsync(own, seconds: 1)).ShouldBeFalse();
        (await StatusAsync(here)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_has_ended_stays_ended_when_the_console_starts_again()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        using var bob = await _room.MemberAsync("bob", "Sender");
        await SendAsync(
            _room.Admin,
            HttpMethod.Delete,
            $"/api/team/members/{await IdAsync(ada)}/sessions",
            status: HttpStatusCode.NoContent
        );
        (await WhyOutAsync(ada)).ShouldBe("endedByAdmin");

        await _room.RestartAsync();

        using var again = _room.Again(ada);
        using var other = _room.Again(bob);
        (await WhyOutAsync(again)).ShouldBe("endedByAdmin");
        (await StatusAsync(other)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Everywhere_else_leaves_the_session_that_asks_and_an_admin_ends_only_those_of_the_workspace()
    {
        var elsewhere = Guid.NewGuid();
        using var ada = await _room.MemberAsync("ada", "Sender");
        using var second = await _room.Console.SignedInAsync("ada");
        await SendAsync(ada, HttpMethod.Delete, "/api/auth/sessions", status: HttpStatusCode.NoContent);
        (await StatusAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(ada)).ShouldBe(HttpStatusCode.OK);

        // In another workspace that is none of this admin's.
        var id = await IdAsync(ada);
        using var owner = await _room.MemberAsync("owner", "Admin", elsewhere);
        await _room.SqlAsync($"insert into console.memberships values ('{elsewhere}', '{id}', 'Sender', now())");
        using var there = await _room.Console.SignedInAsync("ada");
        Take(there, await PostAsync(there, "/api/auth/workspace", new { workspaceId = elsewhere }));
        (await GetAsync(_room.Admin, $"/api/team/members/{id}/sessions")).GetArrayLength().ShouldBe(1);

        await SendAsync(
            _room.Admin,
            HttpMethod.Delete,
            $"/api/team/members/{id}/sessions",
            status: HttpStatusCode.NoContent
        );

        (await StatusAsync(ada)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(there)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sign_in_over_a_planted_cookie_gets_another_token_and_the_planted_one_ends()
    {
        using var planted = await _room.MemberAsync("mallory", "Sender");
        using var victim = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = new Uri(_room.Console.Url),
        };
        var cookie = planted.DefaultRequestHeaders.Authorization!.Parameter!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login")
        {
            Content = JsonContent.Create(new { user = "admin", password = ConsoleHost.Password }),
        };
        request.Headers.Add("Cookie", $"{LiveOpsIdentity.Cookie}={cookie}");

        using var answer = await victim.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        session.GetProperty("token").GetString().ShouldNotBe(cookie);
        (await StatusAsync(planted)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Many_requests_are_one_note_of_when_a_session_was_seen()
    {
        using var ada = await _room.MemberAsync("ada", "Sender");
        await _room.SqlAsync("update console.sessions set last_seen_at = made_at - interval '1 hour'");
        for (var n = 0; n < 20; n++)
            await StatusAsync(ada);
        const string Unseen = "select count(*) from console.sessions where last_seen_at < made_at";
        (await _room.SqlAsync(Unseen)).ShouldBe(["2"]);

        await _room.Console.Services.GetRequiredService<SessionWatch>().WriteAsync(CancellationToken.None);

        (await _room.SqlAsync(Unseen)).ShouldBe(["1"]);
    }

    private async Task<HttpClient> SignInWithAsync(string user, string browser)
    {
        var client = _room.Console.Client();
        client.DefaultRequestHeaders.UserAgent.ParseAdd(browser);
        Take(client, await PostAsync(client, "/api/auth/login", new { user, password = ConsoleHost.Password }));
        return client;
    }
}
