using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Rules.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Rules.Webhooks;

/// <summary>Calls on their way to a real server, from real rows.</summary>
[Collection(Alone.Name)]
public sealed class WebhookDeliveryTests(SharedServers servers) : IAsyncLifetime
{
    private readonly Guid _workspace = Guid.NewGuid();
    private string _database = "";
    private string _broker = "";

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _broker = await servers.CreateVirtualHostAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_call_is_delivered_once_however_often_it_is_added()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var rules = await StartAsync(receiver.Allowed("127.0.0.1"));
        using var member = rules.Client(_workspace, "Sender");
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook?key=1"), """{"viewer":"Грейс 🎁"}""");

        await WebhookShow.AddAsync(rules, call);
        await WebhookShow.ReachesAsync(member, call.CallId, "Delivered");
        await WebhookShow.AddAsync(rules, call, call with { Body = "{}" });
        // Whoever was to deliver it again would do so before this one.
        var later = WebhookShow.Call(_workspace, receiver.Url("/later"));
        await WebhookShow.AddAsync(rules, later);
        await WebhookShow.ReachesAsync(member, later.CallId, "Delivered");

        receiver.Calls.Select(came => came.Path).ShouldBe(["/hook", "/later"]);
        var first = receiver.Calls.First();
        first.Id.ShouldBe(call.CallId.ToString());
        Encoding.UTF8.GetString(first.Body).ShouldBe(call.Body);
        first.Signature.ShouldBeEmpty();
        (
            await WebhookShow.ScalarAsync(rules, "select count(*) from rules.webhook_calls where body is not null")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task What_fails_for_now_is_tried_again_with_the_same_id()
    {
        var answers = new ConcurrentQueue<int>([500, 503]);
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.StatusCode = answers.TryDequeue(out var status) ? status : 204;
                return Task.CompletedTask;
            }
        );
        await using var rules = await StartAsync(receiver.Allowed("127.0.0.1"));
        using var member = rules.Client(_workspace);
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook"));

        await WebhookShow.AddAsync(rules, call);
        var found = await WebhookShow.ReachesAsync(member, call.CallId, "Delivered");

        receiver.Calls.Select(came => came.Id).ShouldBe(Enumerable.Repeat(call.CallId.ToString(), 3));
        var attempts = found.GetProperty("attempts").EnumerateArray().ToArray();
        attempts.Select(attempt => attempt.GetProperty("statusCode").GetInt32()).ShouldBe([500, 503, 204]);
        attempts[0].GetProperty("reason").GetString().ShouldBe("Answered 500.");
        attempts.ShouldAllBe(attempt => attempt.GetProperty("milliseconds").GetInt32() >= 0);
        attempts[2].TryGetProperty("reason", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(404, "Answered 404.")]
    [InlineData(410, "Answered 410.")]
    [InlineData(302, "Answered 302: redirects are not followed")]
    [InlineData(307, "Answered 307: redirects are not followed")]
    [InlineData(304, "Answered 304: redirects are not followed")]
    public async Task What_fails_for_good_is_given_up_at_once(int status, string reason)
    {
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = "/elsewhere";
                return Task.CompletedTask;
            }
        );
        await using var rules = await StartAsync(receiver.Allowed("127.0.0.1"));
        using var member = rules.Client(_workspace);
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook"));

        await WebhookShow.AddAsync(rules, call);
        var found = (await WebhookShow.ReachesAsync(member, call.CallId, "Failed")).GetProperty("call");

        found.GetProperty("reason").GetString()!.ShouldStartWith(reason);
        found.GetProperty("statusCode").GetInt32().ShouldBe(status);
        found.GetProperty("attempts").GetInt32().ShouldBe(1);
        receiver.Calls.ShouldHaveSingleItem().Path.ShouldBe("/hook");
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(502)]
    public async Task Who_asks_to_be_left_alone_for_a_while_is(int status)
    {
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.RetryAfter = "300";
                return Task.CompletedTask;
            }
        );
        await using var rules = await StartAsync(receiver.Allowed("127.0.0.1"));
        using var member = rules.Client(_workspace);
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook"));

        await WebhookShow.AddAsync(rules, call);
        var found = (await WebhookShow.TriedAsync(member, call.CallId, 1)).GetProperty("call");

        found.GetProperty("state").GetString().ShouldBe("Waiting");
        var wait = found.GetProperty("dueAt").GetDateTimeOffset() - call.CreatedAt;
        wait.ShouldBeGreaterThan(TimeSpan.FromSeconds(290));
        wait.ShouldBeLessThan(TimeSpan.FromSeconds(500));
    }

    [Fact]
    public async Task A_host_that_hangs_holds_four_calls_and_no_other_host_up()
    {
        await using var receiver = await Receiver.StartAsync(
            (http, call) =>
                call.Path == "/hangs" ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask
        );
        await using var well = await Receiver.StartAsync();
        var settings = receiver.Allowed("localhost");
        settings["Rules:Webhooks:AllowedPrivateHosts:1"] = $"127.0.0.1:{well.Port}";
        await using var rules = await StartAsync(settings);
        using var member = rules.Client(_workspace);
        var hanging = Calls(50, receiver.Url("/hangs", "localhost"));
        var prompt = Calls(50, well.Url("/prompt"));

        await WebhookShow.AddAsync(rules, hanging);
        await Eventually.HoldsAsync(() => !receiver.Calls.IsEmpty, "the host hangs");
        await WebhookShow.AddAsync(rules, prompt);
        foreach (var call in prompt)
            await WebhookShow.ReachesAsync(member, call.CallId, "Delivered");

        receiver.MostAtOnce.ShouldBe(4);
        well.Calls.Count.ShouldBe(50);
        (await WebhookShow.CountAsync(rules, "Delivered")).ShouldBe(50);
        var first = hanging.Single(call => call.CallId.ToString() == receiver.Calls.First().Id);
        var attempt = (await WebhookShow.TriedAsync(member, first.CallId, 1)).GetProperty("attempts")[0];
        attempt.GetProperty("reason").GetString().ShouldBe("No answer within 5 s.");
        attempt.GetProperty("milliseconds").GetInt32().ShouldBeGreaterThan(4_900);
    }

    [Fact]
    public async Task An_answer_without_end_is_read_no_further_than_its_status()
    {
        var sent = 0L;
        await using var receiver = await Receiver.StartAsync(
            async (http, _) =>
            {
                var chunk = new byte[64 * 1024];
                while (!http.RequestAborted.IsCancellationRequested && sent < 1_000_000_000)
                {
                    await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
                    sent += chunk.Length;
                    // What is written to a closed connection vanishes at once: time for the news of its end to come.
                    await Task.Delay(1);
                }
            }
        );
        await using var rules = await StartAsync(receiver.Allowed("127.0.0.1"));
        using var member = rules.Client(_workspace);
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook"));

        await WebhookShow.AddAsync(rules, call);
        await WebhookShow.ReachesAsync(member, call.CallId, "Delivered");

        // What the kernel's buffers take in goes beyond what anybody reads, but has an end.
        var before = Interlocked.Read(ref sent);
        await Eventually.HoldsAsync(() => before == (before = Interlocked.Read(ref sent)), "the line is closed");
        sent.ShouldBeLessThan(50_000_000);
    }

    [Fact]
    public async Task Two_replicas_share_the_calls_and_make_each_once()
    {
        await using var receiver = await Receiver.StartAsync((_, _) => Task.Delay(50));
        using var made = new CallsByReplica();
        await using var one = await StartAsync(receiver.Allowed("127.0.0.1", "localhost"));
        await using var two = await StartAsync(receiver.Allowed("127.0.0.1", "localhost"));
        var calls = Calls(100, receiver.Url("/a")).Concat(Calls(100, receiver.Url("/b", "localhost"))).ToArray();

        await WebhookShow.AddAsync(one, calls);
        await Eventually.HoldsAsync(
            () => WebhookShow.CountAsync(one, "Delivered").GetAwaiter().GetResult() == 200,
            "200 calls are delivered"
        );

        receiver.Calls.Count.ShouldBe(200);
        receiver.Calls.Select(call => call.Id).Order().ShouldBe(calls.Select(call => call.CallId.ToString()).Order());
        made.Counts.Count.ShouldBe(2);
        made.Counts.Values.Sum().ShouldBe(200);
        made.Counts.Values.ShouldAllBe(count => count > 0);
    }

    [Fact]
    public async Task A_call_whose_replica_is_killed_before_it_could_mark_it_is_made_again_with_the_same_id()
    {
        using var certificate = Receiver.Certificate("localhost");
        var trusted = Path.Combine(Path.GetTempPath(), $"liveops-webhook-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        var hangs = true;
        await using var receiver = await Receiver.StartAsync(
            (http, _) => hangs ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask,
            certificate
        );
        await using var rules = await StartAsync([], WebhookShow.WithoutDelivery);
        using var member = rules.Client(_workspace);
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook", "localhost", "https"));
        await WebhookShow.AddAsync(rules, call);
        var environment = new Dictionary<string, string>
        {
            ["Rules__Webhooks__AllowedPrivateHosts__0"] = $"localhost:{receiver.Port}",
            // The receiver's own certificate is all that these replicas trust.
            ["SSL_CERT_FILE"] = trusted,
        };

        using var first = RulesProcess.Start(_database, _broker, environment);
        using var second = RulesProcess.Start(_database, _broker, environment);
        try
        {
            // Only one of them has it; both are killed, so that it is the one.
            await Eventually.HoldsAsync(() => !receiver.Calls.IsEmpty, "the call has come");
            first.Kill();
            second.Kill();
            await first.WaitForExitAsync();
            await second.WaitForExitAsync();
            hangs = false;
            using var third = RulesProcess.Start(_database, _broker, environment);
            try
            {
                var found = await WebhookShow.ReachesAsync(member, call.CallId, "Delivered");

                receiver.Calls.Select(came => came.Id).ShouldBe(Enumerable.Repeat(call.CallId.ToString(), 2));
                var attempts = found.GetProperty("attempts").EnumerateArray().ToArray();
                attempts.Length.ShouldBe(2);
                attempts[0].TryGetProperty("milliseconds", out _).ShouldBeFalse();
                attempts[1].GetProperty("statusCode").GetInt32().ShouldBe(200);
            }
            finally
            {
                third.Kill();
            }
        }
        finally
        {
            first.Kill();
            second.Kill();
            File.Delete(trusted);
        }
    }

    [Fact]
    public async Task A_replica_that_stops_finishes_the_calls_that_are_under_way()
    {
        var goOn = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync((_, _) => goOn.Task);
        await using var watching = await StartAsync([], WebhookShow.WithoutDelivery);
        using var member = watching.Client(_workspace);
        var call = WebhookShow.Call(_workspace, receiver.Url("/hook"));
        await WebhookShow.AddAsync(watching, call);
        var working = await StartAsync(receiver.Allowed("127.0.0.1"));
        await Eventually.HoldsAsync(() => !receiver.Calls.IsEmpty, "the call has come");

        var stopping = working.DisposeAsync().AsTask();
        await Task.Delay(500);
        goOn.SetResult();
        await stopping;

        var found = await WebhookShow.FindAsync(member, call.CallId);
        found.GetProperty("call").GetProperty("state").GetString().ShouldBe("Delivered");
        found.GetProperty("attempts").GetArrayLength().ShouldBe(1);
    }

    private WebhookCall[] Calls(int count, string url) =>
        [.. Enumerable.Range(0, count).Select(_ => WebhookShow.Call(_workspace, url))];

    private Task<RulesHost> StartAsync(
        Dictionary<string, string?> settings,
        Action<IServiceCollection>? change = null
    ) => RulesHost.StartAsync(_database, _broker, settings, change);

    /// <summary>How many calls each replica of this process has made, as its own meter tells.</summary>
    private sealed class CallsByReplica : IDisposable
    {
        private readonly MeterListener _listener = new();

        public CallsByReplica()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "liveops.rules.webhooks.calls")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, count, _, _) => Counts.AddOrUpdate(instrument.Meter, count, (_, sum) => sum + count)
            );
            _listener.Start();
        }

        public ConcurrentDictionary<Meter, long> Counts { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
