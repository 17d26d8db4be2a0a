using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Console.ApiKeys;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using Npgsql;

namespace LiveOps.IntegrationTests.Console;

/// <summary>API keys from the making to the end, limits, headers and the health of the others, over HTTP.</summary>
public sealed class EdgeKeysTests(SharedServers servers) : IAsyncLifetime
{
    private EdgeSystem _system = null!;

    public async ValueTask InitializeAsync() =>
        _system = await EdgeSystem.StartAsync(servers, new() { ["Console:KeyRequestsPerMinute"] = "60" });

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_say_through_every_service_and_ends_when_it_is_revoked()
    {
        using var admin = _system.As(Roles.Admin);
        var (id, secret) = await MakeAsync(admin, Roles.Manager, Permissions.RulesRead, Permissions.ViewersRead);
        secret.ShouldStartWith("lo_");
        using var program = _system.With(secret);
        (await program.GetAsync("/api/rules")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await program.GetAsync("/api/viewer-profiles")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refused = await program.GetAsync("/api/ingestion/accounts");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(Permissions.AccountsRead);
        (await program.GetAsync("/api/keys")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await program.GetAsync("/api/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await program.GetFromJsonAsync<JsonElement>("/api/permissions"))
            .GetProperty("yours")
            .GetArrayLength()
            .ShouldBe(2);

        var listed = (await admin.GetFromJsonAsync<JsonElement>("/api/keys"))[0];
        listed.GetProperty("begins").GetString().ShouldBe(secret[..KeyText.Kept]);
        listed.GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.String);
        listed.GetRawText().ShouldNotContain(secret);
        (
            await _system.Analytics.QueryAsync<long>(
                "select count(*) from console.api_keys where key_hash::text like $1 or name like $1 or begins like $1",
                $"%{secret}%"
            )
        ).ShouldBe(0);

        (await admin.DeleteAsync($"/api/keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var ended = await program.GetAsync("/api/rules");
        ended.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await ended.Content.ReadAsStringAsync()).ShouldContain("API key is not valid");
        (
            await _system.Analytics.RowsAsync(
                "select action || ' ' || address from console.audit where action like 'API key%' order by id",
                row => row.GetString(0)
            )
        ).ShouldBe(["API key made 127.0.0.1", "API key revoked 127.0.0.1"]);
        (await admin.DeleteAsync($"/api/keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (
            await _system.Analytics.QueryAsync<long>(
                "select count(*) from console.audit where action = 'API key revoked'"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_another_console_revoked_ends_within_seconds_and_one_that_expires_by_itself()
    {
        using var admin = _system.As(Roles.Admin);
        var (id, secret) = await MakeAsync(admin, Roles.Sender, Permissions.DevicesRead);
        using var program = _system.With(secret);
        (await program.GetAsync("/api/devices")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _system.Analytics.QueryAsync<object>(
            "update console.api_keys set revoked_at = now() where key_id = $1 returning 1",
            id
        );
        await EndsAsync(program);

        var soon = TimeProvider.System.GetUtcNow().AddSeconds(4);
        using var made = await admin.PostAsJsonAsync(
            "/api/keys",
            new
            {
                name = "short",
                role = "Sender",
                scopes = new[] { Permissions.DevicesRead },
                expiresAt = soon,
            }
        );
        using var brief = _system.With(
            (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!
        );
        (await brief.GetAsync("/api/devices")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await EndsAsync(brief);
    }

    [Fact]
    public async Task Nobody_makes_a_key_that_may_more_than_they_may_themselves()
    {
        using var admin = _system.As(Roles.Admin);
        using var manager = _system.As(Roles.Manager);
        (
            await manager.PostAsJsonAsync(
                "/api/keys",
                new
                {
                    name = "x",
                    role = "Sender",
                    scopes = new[] { Permissions.LiveRead },
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (
            var (form, says) in ((object, string)[])
                [
                    (
                        new
                        {
                            name = "",
                            role = "Sender",
                            scopes = new[] { Permissions.LiveRead },
                        },
                        "which program"
                    ),
                    (
                        new
                        {
                            name = "x",
                            role = "Owner",
                            scopes = new[] { Permissions.LiveRead },
                        },
                        "Admin, Manager, Sender"
                    ),
                    (
                        new
                        {
                            name = "x",
                            role = "Sender",
                            scopes = Array.Empty<string>(),
                        },
                        "at least one"
                    ),
                    (
                        new
                        {
                            name = "x",
                            role = "Sender",
                            scopes = new[] { "no.such" },
                        },
                        "no permission"
                    ),
                    (
                        new
                        {
                            name = "x",
                            role = "Sender",
                            scopes = new[] { Permissions.RulesEdit },
                        },
                        "does not have"
                    ),
                    (
                        new
                        {
                            name = "x",
                            role = "Admin",
                            scopes = new[] { Permissions.SignInOwn },
                        },
                        "for people"
                    ),
                    (
                        new
                        {
                            name = "x",
                            role = "Sender",
                            scopes = new[] { Permissions.LiveRead },
                            expiresAt = "2020-01-01T00:00:00Z",
                        },
                        "is past"
                    ),
                ]
        )
        {
            using var refused = await admin.PostAsJsonAsync("/api/keys", form);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(says);
        }
        var (_, secret) = await MakeAsync(admin, Roles.Admin, Permissions.KeysEdit, Permissions.LiveRead);
        using var program = _system.With(secret);
        (
            await program.PostAsJsonAsync(
                "/api/keys",
                new
                {
                    name = "x",
                    role = "Admin",
                    scopes = new[] { Permissions.TeamEdit },
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await MakeAsync(program, Roles.Sender, Permissions.LiveRead);
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_how_long_to_wait_and_the_emergency_stop_is_never_limited()
    {
        using var admin = _system.As(Roles.Admin);
        var (_, secret) = await MakeAsync(admin, Roles.Sender, Permissions.DevicesStop, Permissions.DevicesRead);
        using var program = _system.With(secret);
        var limited = await UntilLimitedAsync(() => program.GetAsync("/api/permissions"), 100);
        limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        (await limited.Content.ReadAsStringAsync()).ShouldContain("60 requests a minute");
        // Who has used up everything still sees whether a stop is on, and may press it.
        (await program.GetAsync("/api/devices")).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var n = 0; n < 20; n++)
            (await program.PostAsync("/api/devices/emergency-stop", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await admin.GetAsync("/api/devices")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var nobody = _system.Console.Client();
        (await UntilLimitedAsync(() => nobody.GetAsync("/api/permissions"), 400)).Headers.RetryAfter.ShouldNotBeNull();
        (await nobody.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await nobody.GetAsync("/")).StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("/api/devices", HttpStatusCode.OK)]
    [InlineData("/api/rules", HttpStatusCode.OK)]
    [InlineData("/api/rules/0198a000-0000-7000-8000-0000000000ff", HttpStatusCode.NotFound)]
    [InlineData("/api/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/api/rules?accountId=wrong", HttpStatusCode.BadRequest)]
    [InlineData("/openapi.json", HttpStatusCode.OK)]
    [InlineData("/api-docs", HttpStatusCode.OK)]
    [InlineData("/assets/none.js", HttpStatusCode.NotFound)]
    public async Task Every_answer_has_the_headers_that_keep_a_browser_strict(string path, HttpStatusCode status)
    {
        using var admin = _system.As(Roles.Admin);
        using var answer = await admin.GetAsync(path);
        answer.StatusCode.ShouldBe(status);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldNotContain("unsafe");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
        answer.Headers.GetValues("X-Frame-Options").ShouldHaveSingleItem().ShouldBe("DENY");
        answer.Headers.GetValues("Referrer-Policy").ShouldHaveSingleItem().ShouldBe("same-origin");
        answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldHaveSingleItem().ShouldBe("same-origin");
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldHaveSingleItem().ShouldBe("same-origin");
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        if (path.StartsWith("/api/", StringComparison.Ordinal))
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task The_health_of_all_is_told_at_once_with_the_reason_of_who_is_not_well()
    {
        using var sender = _system.As(Roles.Sender);
        await Rules.Eventually.HoldsAsync(() => Health(sender).GetProperty("healthy").GetBoolean(), "all are well");
        var all = Health(sender).GetProperty("services").EnumerateArray().ToList();
        all.Select(one => one.GetProperty("service").GetString())
            .ShouldBe(["console", "ingestion", "rules", "analytics", "rehearsal"]);
        all.ShouldAllBe(one =>
            one.GetProperty("version").ValueKind == JsonValueKind.String
            && one.GetProperty("askedSecondsAgo").GetDouble() >= 0
        );

        await _system.Rules.DisposeAsync();
        await Rules.Eventually.HoldsAsync(() => !Health(sender).GetProperty("healthy").GetBoolean(), "rules are away");
        var rules = Health(sender)
            .GetProperty("services")
            .EnumerateArray()
            .Single(one => one.GetProperty("service").GetString() == "rules");
        rules.GetProperty("live").GetBoolean().ShouldBeFalse();
        rules.GetProperty("reasons")[0].GetString()!.ShouldContain("does not answer");
        rules.GetProperty("version").ValueKind.ShouldBe(JsonValueKind.String, "what it was is still known");
    }

    private static JsonElement Health(HttpClient client) =>
        client.GetFromJsonAsync<JsonElement>("/api/health").GetAwaiter().GetResult();

    private static async Task<HttpResponseMessage> UntilLimitedAsync(Func<Task<HttpResponseMessage>> ask, int most)
    {
        for (var n = 0; n < most; n++)
        {
            var answer = await ask();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return answer;
            answer.Dispose();
        }
        throw new TimeoutException($"{most} requests were answered.");
    }

    private static async Task EndsAsync(HttpClient program)
    {
        for (var n = 0; n < 60; n++)
        {
            if ((await program.GetAsync("/api/devices")).StatusCode == HttpStatusCode.Unauthorized)
                return;
            await Task.Delay(500);
        }
        throw new TimeoutException("The key still works after half a minute.");
    }

    private static async Task<(Guid Id, string Secret)> MakeAsync(HttpClient maker, string role, params string[] scopes)
    {
        using var made = await maker.PostAsJsonAsync(
            "/api/keys",
            new
            {
                name = "a program",
                role,
                scopes,
            }
        );
        made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync());
        var body = await made.Content.ReadFromJsonAsync<JsonElement>();
        return (body.GetProperty("key").GetProperty("id").GetGuid(), body.GetProperty("secret").GetString()!);
    }
}
