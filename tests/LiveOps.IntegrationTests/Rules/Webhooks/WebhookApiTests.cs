using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Rules.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Rules.Webhooks;

/// <summary>What people see of webhooks and do with them, at a service that really calls.</summary>
public sealed class WebhookApiTests(SharedServers servers) : IAsyncLifetime
{
    private const string Webhooks = "/api/rules/webhooks";
    private readonly Guid _workspace = Guid.NewGuid();
    private readonly Everything _log = new();
    private Receiver _receiver = null!;
    private RulesHost _rules = null!;
    private HttpClient _manager = null!;
    private int _status = 200;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.StatusCode = _status;
                return Task.CompletedTask;
            }
        );
        _rules = await RulesHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync(),
            _receiver.Allowed("127.0.0.1"),
            services =>
                services.AddLogging(logging => logging.AddProvider(_log).AddFilter<Everything>(null, LogLevel.Trace))
        );
        _manager = _rules.Client(_workspace);
    }

    public async ValueTask DisposeAsync()
    {
        _manager.Dispose();
        await _rules.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_call_is_made_again_when_a_manager_says_so()
    {
        _status = 404;
        var call = WebhookShow.Call(_workspace, _receiver.Url("/hook"));
        await WebhookShow.AddAsync(_rules, call);
        await WebhookShow.ReachesAsync(_manager, call.CallId, "Failed");
        _status = 200;

        var retried = await _manager.PostAsync($"{Webhooks}/{call.CallId}/retry", null);

        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
        var found = await WebhookShow.ReachesAsync(_manager, call.CallId, "Delivered");
        found.GetProperty("call").TryGetProperty("reason", out _).ShouldBeFalse();
        Numbers(found, "number").ShouldBe([1, 2]);
        Numbers(found, "statusCode").ShouldBe([404, 200]);
        _receiver.Calls.Select(came => came.Id).ShouldBe(Enumerable.Repeat(call.CallId.ToString(), 2));
        var again = await _manager.PostAsync($"{Webhooks}/{call.CallId}/retry", null);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_call_that_cannot_be_made_is_listed_as_failed_and_stops_nothing_else()
    {
        var good = WebhookShow.Call(_workspace, _receiver.Url("/hook"));
        WebhookCall[] bad =
        [
            WebhookShow.Call(_workspace, "https://user:word@example.com/\0\uD83D"),
            WebhookShow.Call(_workspace, "https://user:word@example.com/"),
            WebhookShow.Call(_workspace, _receiver.Url("/hook"), new string('x', WebhookCall.MaxBodyBytes + 1)),
            WebhookShow.Call(_workspace, _receiver.Url("/hook"), "\"\0\""),
        ];
        var longest = WebhookShow.Call(_workspace, _receiver.Url("/hook"), new string('x', WebhookCall.MaxBodyBytes));

        await WebhookShow.AddAsync(_rules, [.. bad, good, longest]);

        await WebhookShow.ReachesAsync(_manager, good.CallId, "Delivered");
        await WebhookShow.ReachesAsync(_manager, longest.CallId, "Delivered");
        string[] reasons = ["halves of characters", "user name or password", "it may have 32768", "NUL"];
        foreach (var (call, reason) in bad.Zip(reasons))
        {
            var found = (await WebhookShow.FindAsync(_manager, call.CallId)).GetProperty("call");
            found.GetProperty("state").GetString().ShouldBe("Failed");
            found.GetProperty("reason").GetString()!.ShouldContain(reason);
            found.GetProperty("url").GetString().ShouldBeEmpty();
            (await _manager.PostAsync($"{Webhooks}/{call.CallId}/retry", null)).StatusCode.ShouldBe(
                HttpStatusCode.Conflict
            );
        }
        _receiver.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_are_read_page_by_page_latest_first_and_by_state()
    {
        _status = 410;
        var at = DateTimeOffset.UtcNow;
        // Three have the same time: the id is the rest of the key.
        WebhookCall[] calls =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(n =>
                    WebhookShow.Call(_workspace, _receiver.Url($"/{n}?key=1")) with
                    {
                        CreatedAt = at.AddSeconds(n / 3),
                    }
                ),
        ];
        await WebhookShow.AddAsync(_rules, calls);
        foreach (var call in calls)
            await WebhookShow.ReachesAsync(_manager, call.CallId, "Failed");
        _status = 200;
        var delivered = WebhookShow.Call(_workspace, _receiver.Url("/delivered"));
        await WebhookShow.AddAsync(_rules, delivered);
        await WebhookShow.ReachesAsync(_manager, delivered.CallId, "Delivered");

        var seen = new List<JsonElement>();
        for (string? next = ""; next is not null; )
        {
            var page = await JsonAsync($"{Webhooks}?state=failed&limit=5{(next == "" ? "" : $"&before={next}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }

        seen.Select(call => call.GetProperty("callId").GetGuid())
            .Order()
            .ShouldBe(calls.Select(call => call.CallId).Order());
        seen.Select(call => call.GetProperty("createdAt").GetDateTimeOffset())
            .ShouldBeInOrder(SortDirection.Descending);
        seen.ShouldAllBe(call => !call.GetProperty("url").GetString()!.Contains("key"));
        (await JsonAsync(Webhooks)).GetProperty("items").GetArrayLength().ShouldBe(13);
        var waiting = await JsonAsync($"{Webhooks}?state=Waiting");
        waiting.GetProperty("items").GetArrayLength().ShouldBe(0);
        foreach (var bad in new[] { "state=1", "state=Lost", "limit=0", "limit=501", "before=zzz" })
            (await _manager.GetAsync($"{Webhooks}?{bad}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
    }

    [Fact]
    public async Task Another_workspace_neither_sees_nor_retries_a_call_nor_shares_a_secret()
    {
        _status = 404;
        var call = WebhookShow.Call(_workspace, _receiver.Url("/hook"));
        await WebhookShow.AddAsync(_rules, call);
        await WebhookShow.ReachesAsync(_manager, call.CallId, "Failed");
        await RotateAsync();
        using var stranger = _rules.Client(Guid.NewGuid(), "Admin");

        (await stranger.GetAsync($"{Webhooks}/{call.CallId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"{Webhooks}/{call.CallId}/retry", null)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await stranger.GetAsync($"{Webhooks}/secret")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var theirs = await stranger.GetFromJsonAsync<JsonElement>(Webhooks);
        theirs.GetProperty("items").GetArrayLength().ShouldBe(0);
        var tested = await stranger.PostAsJsonAsync($"{Webhooks}/test", new { url = _receiver.Url("/theirs") });
        (await tested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("signed").GetBoolean().ShouldBeFalse();

        _receiver.Calls.Select(came => came.Path).ShouldBe(["/hook", "/theirs"]);
        _receiver.Calls.Last().Signature.ShouldBeEmpty();
        var found = await WebhookShow.FindAsync(_manager, call.CallId);
        found.GetProperty("call").GetProperty("state").GetString().ShouldBe("Failed");
    }

    [Fact]
    public async Task A_sender_reads_and_cannot_change()
    {
        _status = 404;
        var call = WebhookShow.Call(_workspace, _receiver.Url("/hook"));
        await WebhookShow.AddAsync(_rules, call);
        await WebhookShow.ReachesAsync(_manager, call.CallId, "Failed");
        await RotateAsync();
        using var sender = _rules.Client(_workspace, "Sender");

        foreach (var read in new[] { Webhooks, $"{Webhooks}/{call.CallId}", $"{Webhooks}/secret" })
            (await sender.GetAsync(read)).StatusCode.ShouldBe(HttpStatusCode.OK, read);
        foreach (var change in new[] { $"{call.CallId}/retry", "secret", "test" })
            (
                await sender.PostAsJsonAsync($"{Webhooks}/{change}", new { url = _receiver.Url("/") })
            ).StatusCode.ShouldBe(HttpStatusCode.Forbidden, change);
        using var nobody = _rules.AnonymousClient();
        (await nobody.GetAsync(Webhooks)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _receiver.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_are_signed_with_the_secret_and_for_a_day_with_the_one_before()
    {
        var first = await RotateAsync();
        await DeliverAsync();
        var second = await RotateAsync();
        await DeliverAsync();
        // A day later.
        await WebhookShow.ExecuteAsync(
            _rules,
            "update rules.webhook_secrets set valid_until = valid_until - interval '24 hours 1 second'"
        );
        await DeliverAsync();

        second.ShouldNotBe(first);
        var calls = _receiver.Calls.ToArray();
        Values(calls[0]).ShouldBe([Hmac(first, calls[0])]);
        Values(calls[1]).ShouldBe([Hmac(second, calls[1]), Hmac(first, calls[1])]);
        Values(calls[2]).ShouldBe([Hmac(second, calls[2])]);
        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Time(calls[0])));
        sent.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_secret_is_told_once_and_kept_encrypted()
    {
        (await _manager.GetAsync($"{Webhooks}/secret")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var first = await RotateAsync();
        await RotateAsync();

        var told = await _manager.GetStringAsync($"{Webhooks}/secret");
        told.ShouldNotContain("whsec_");
        var view = JsonDocument.Parse(told).RootElement;
        view.GetProperty("createdBy").GetString().ShouldBe("Ada");
        var until = view.GetProperty("olderValidUntil").EnumerateArray().Single().GetDateTimeOffset();
        until.ShouldBe(DateTimeOffset.UtcNow.AddHours(24), TimeSpan.FromMinutes(5));
        (
            await WebhookShow.ScalarAsync(
                _rules,
                $"select count(*) from rules.webhook_secrets where position('{first}'::bytea in sealed) > 0 or position('whsec'::bytea in sealed) > 0"
            )
        ).ShouldBe(0);
        (await WebhookShow.ScalarAsync(_rules, "select count(*) from rules.webhook_secrets")).ShouldBe(2);
    }

    [Fact]
    public async Task A_secret_is_not_changed_without_end_and_two_people_at_once_make_two()
    {
        await Task.WhenAll(RotateAsync(), RotateAsync(), RotateAsync(), RotateAsync(), RotateAsync());

        var sixth = await _manager.PostAsync($"{Webhooks}/secret", null);

        sixth.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await WebhookShow.ScalarAsync(_rules, "select count(*) from rules.webhook_secrets")).ShouldBe(5);
        (
            await WebhookShow.ScalarAsync(
                _rules,
                "select count(*) from rules.webhook_secrets where valid_until is null"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_test_call_says_what_happened()
    {
        var secret = await RotateAsync();
        var good = await TestAsync(_receiver.Url("/good"));
        _status = 503;
        var bad = await TestAsync(_receiver.Url("/bad"));
        var malformed = await _manager.PostAsJsonAsync($"{Webhooks}/test", new { url = "https://user@example.com/" });

        good.GetProperty("delivered").GetBoolean().ShouldBeTrue();
        good.GetProperty("statusCode").GetInt32().ShouldBe(200);
        good.GetProperty("signed").GetBoolean().ShouldBeTrue();
        bad.GetProperty("delivered").GetBoolean().ShouldBeFalse();
        bad.GetProperty("reason").GetString().ShouldBe("Answered 503.");
        malformed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var came = _receiver.Calls.ToArray();
        came.Select(call => call.Path).ShouldBe(["/good", "/bad"]);
        came[0].Id.ShouldBe(good.GetProperty("callId").GetString());
        Values(came[0]).ShouldBe([Hmac(secret, came[0])]);
        JsonDocument.Parse(came[0].Body).RootElement.GetProperty("test").GetBoolean().ShouldBeTrue();
        (await JsonAsync(Webhooks)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    // Each leads to the receiver, or to this machine; only http://127.0.0.1 on the receiver's port is allowed.
    [InlineData("https://localhost:PORT/", "not public")]
    [InlineData("https://LocalHost:PORT/", "not public")]
    [InlineData("https://[::1]:PORT/", "not public")]
    [InlineData("https://[::ffff:127.0.0.1]:PORT/", "not public")]
    [InlineData("https://127.0.0.2:PORT/", "not public")]
    [InlineData("https://0:PORT/", "not public")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "not public")]
    [InlineData("https://127.0.0.1:1/", "not public")]
    [InlineData("http://localhost:PORT/", "must begin with https")]
    [InlineData("http://93.184.216.34/", "must begin with https")]
    public async Task A_name_or_address_that_leads_inside_is_not_called(string url, string reason)
    {
        var answer = await TestAsync(url.Replace("PORT", $"{_receiver.Port}"));

        answer.GetProperty("delivered").GetBoolean().ShouldBeFalse();
        answer.GetProperty("reason").GetString()!.ShouldContain(reason);
        _receiver.Calls.ShouldBeEmpty();

        var call = WebhookShow.Call(_workspace, url.Replace("PORT", $"{_receiver.Port}"));
        await WebhookShow.AddAsync(_rules, call);
        var found = await WebhookShow.ReachesAsync(_manager, call.CallId, "Failed");
        found.GetProperty("attempts").GetArrayLength().ShouldBe(1);
        _receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var certificate = Receiver.Certificate("localhost");
        await using var receiver = await Receiver.StartAsync(certificate: certificate);
        await using var rules = await RulesHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync(),
            receiver.Allowed("localhost")
        );
        using var manager = rules.Client(_workspace);

        var answer = await manager.PostAsJsonAsync(
            $"{Webhooks}/test",
            new { url = receiver.Url("/", "localhost", "https") }
        );

        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        told.GetProperty("reason").GetString()!.ShouldContain("certificate is not valid");
        receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Neither_secret_signature_body_nor_query_is_ever_logged()
    {
        var secret = await RotateAsync();
        foreach (var status in new[] { 200, 404, 500 })
        {
            _status = status;
            var call = WebhookShow.Call(_workspace, _receiver.Url("/hook?key=querysecret"), """{"a":"bodysecret"}""");
            await WebhookShow.AddAsync(_rules, call);
            await WebhookShow.TriedAsync(_manager, call.CallId, 1);
        }
        await TestAsync(_receiver.Url("/hook?key=querysecret"));
        await TestAsync("https://localhost:1/hook?key=querysecret");

        var log = string.Join('\n', _log.Lines);
        log.ShouldContain("is given up after 1 tries: Answered 404.");
        log.ShouldNotContain(secret);
        foreach (var call in _receiver.Calls)
        foreach (var value in Values(call))
            log.ShouldNotContain(value);
        log.ShouldNotContain("querysecret");
        log.ShouldNotContain("bodysecret");
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        using var nobody = _rules.AnonymousClient();
        var document = await nobody.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/')).ToArray();
        foreach (var path in new[] { "", "/{id}", "/{id}/retry", "/secret", "/test" })
            paths.ShouldContain($"{Webhooks}{path}");
    }

    private async Task DeliverAsync()
    {
        var call = WebhookShow.Call(_workspace, _receiver.Url("/hook"), $$"""{"n":"{{Guid.NewGuid()}}"}""");
        await WebhookShow.AddAsync(_rules, call);
        await WebhookShow.ReachesAsync(_manager, call.CallId, "Delivered");
    }

    private async Task<string> RotateAsync()
    {
        var made = await _manager.PostAsync($"{Webhooks}/secret", null);
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        made.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var secret = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
        secret.ShouldMatch("^whsec_[A-Za-z0-9_-]{43}$");
        return secret;
    }

    private async Task<JsonElement> TestAsync(string url)
    {
        var answer = await _manager.PostAsJsonAsync($"{Webhooks}/test", new { url });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> JsonAsync(string path) => await _manager.GetFromJsonAsync<JsonElement>(path);

    private static int[] Numbers(JsonElement found, string field) =>
        [.. found.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty(field).GetInt32())];

    private static string Time(ReceivedCall call) => call.Signature.Split(',')[0]["t=".Length..];

    private static string[] Values(ReceivedCall call) =>
        [.. call.Signature.Split(',').Where(part => part.StartsWith("v1=")).Select(part => part["v1=".Length..])];

    /// <summary>As docs/webhooks.md tells a receiver to compute it.</summary>
    private static string Hmac(string secret, ReceivedCall call)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Time(call)}."), .. call.Body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), signed));
    }

    /// <summary>Keeps every line that anything in the service logs, however unimportant.</summary>
    [ProviderAlias("Everything")]
    private sealed class Everything : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
