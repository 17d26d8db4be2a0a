using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Rules.Webhooks;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Alerts of a real console: raised once, told by mail and call at least once, over once, also over a restart.</summary>
[Collection(Alone.Name)]
public sealed class AlertsTests(SharedServers servers) : IAsyncLifetime
{
    /// <summary>After a start, how long nobody is said to be silent; the least that may be set.</summary>
    private const int ListenSeconds = 10;

    private readonly MailServer _mail = new();
    private string _database = null!;
    private string _broker = null!;
    private bool _refuses;
    private Receiver _receiver = null!;
    private ConsoleHost _console = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _broker = await servers.CreateVirtualHostAsync();
        _receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.StatusCode = _refuses ? 503 : 200;
                return Task.CompletedTask;
            }
        );
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_console is not null)
            await _console.DisposeAsync();
        if (_receiver is not null)
            await _receiver.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task A_PC_that_goes_away_is_told_once_and_over_once_whatever_happens_to_the_console()
    {
        await PutAsync("channels", new { mailTo = new[] { "ops@example.com" }, webhookUrl = _receiver.Url("/alerts") });
        var secret = (await PostAsync("channels/secret")).GetProperty("secret").GetString()!;
        await OnlyAsync("gateway-offline");
        _refuses = true;
        await ReportAsync();
        var alert = await OpenAsync("gateway-offline");
        alert.GetProperty("subject").GetString().ShouldBe("pc1");
        await EventuallyAsync(() => Task.FromResult(!_receiver.Calls.IsEmpty), "the program is called, and refuses");

        // The console dies with a call that was not taken. Afterwards it is neither lost nor is the alert raised anew.
        await RestartAsync();
        var restarted = Stopwatch.StartNew();
        _refuses = false;
        var refused = _receiver.Calls.Count;
        await EventuallyAsync(() => Task.FromResult(_receiver.Calls.Count > refused), "the call comes again");
        // Longer than the time after a start in which nobody is said to be silent.
        if (TimeSpan.FromSeconds(ListenSeconds + 4) - restarted.Elapsed is { Ticks: > 0 } left)
            await Task.Delay(left);
        var open = await ListAsync(open: true);
        open.GetArrayLength().ShouldBe(1);
        open[0].GetProperty("alertId").GetGuid().ShouldBe(alert.GetProperty("alertId").GetGuid());

        await ReportAsync();
        await EventuallyAsync(async () => (await ListAsync(open: true)).GetArrayLength() == 0, "it is over");
        await EventuallyAsync(() => Task.FromResult(Bodies("alert.resolved").Count == 1), "the program hears of it");
        await EventuallyAsync(() => Task.FromResult(_mail.Mails.Count == 2), "so does who gets mail");
        var raised = Bodies("alert.raised");
        // What came twice names itself the same.
        raised.Select(call => call.Id).Distinct().ShouldHaveSingleItem();
        raised[^1].Signature.ShouldBe(Signed(secret, raised[^1]));
        _mail.Mails.ShouldContain(mail =>
            mail.Contains("Subject: LiveOps: alert: pc1", StringComparison.Ordinal)
            && mail.Contains("To: ops@example.com", StringComparison.Ordinal)
        );
        _mail.Mails.ShouldContain(mail => mail.Contains("Subject: LiveOps: over: pc1", StringComparison.Ordinal));
        (await ListAsync(open: false)).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_end_of_a_LIVE_is_told_once_however_often_it_is_said()
    {
        var ended = Ended(ConsoleHost.Workspace, 1);
        for (var n = 0; n < 3; n++)
            await Bus.Publish(ended);
        await Bus.Publish(ended with { EndNo = 2 });
        await EventuallyAsync(async () => (await ListAsync(open: false)).GetArrayLength() == 2, "two ends");
        var told = await ListAsync(open: false);
        told[0].GetProperty("subject").GetString().ShouldBe("@rehearsal.show");
        told[0].GetProperty("detail").GetString()!.ShouldContain("4200 coins from 12 gifts");
        (await ListAsync(open: true)).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Alerts_are_of_their_workspace_and_set_by_its_admins()
    {
        var other = Guid.NewGuid();
        using var stranger = await _console.MemberAsync("a stranger", Roles.Admin, other);
        using var manager = await _console.MemberAsync("a manager", Roles.Manager, ConsoleHost.Workspace);
        await PostAsync("channels/test");
        (await ListAsync(open: false)).GetArrayLength().ShouldBe(1);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/alerts"))
            .GetProperty("alerts")
            .GetArrayLength()
            .ShouldBe(0);
        (await manager.GetFromJsonAsync<JsonElement>("/api/alerts")).GetProperty("alerts").GetArrayLength().ShouldBe(1);
        using var refused = await manager.PutAsJsonAsync("/api/alerts/rules/disk", Rule(true, 20));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // Kinds about the installation are for the workspace that runs it.
        Kinds(await stranger.GetFromJsonAsync<JsonElement>("/api/alerts/settings")).ShouldNotContain("disk");
        Kinds(await _admin.GetFromJsonAsync<JsonElement>("/api/alerts/settings")).ShouldContain("disk");
        using var foreign = await stranger.PutAsJsonAsync("/api/alerts/rules/disk", Rule(true, 20));
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        foreach (var wrong in (double[])[0.5, 51])
        {
            using var answer = await _admin.PutAsJsonAsync("/api/alerts/rules/disk", Rule(true, wrong));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        foreach (
            var url in (string[])
                ["http://user:password@example.com/", "ftp://example.com", "nowhere", "http://127.0.0.1:9/"]
        )
        {
            using var answer = await _admin.PutAsJsonAsync("/api/alerts/channels", new { webhookUrl = url });
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, url);
        }
        await PutAsync("rules/disk", Rule(false, 20));
        (await _admin.GetStringAsync("/api/audit?thing=alert%20rule")).ShouldContain("Little room on a disk");
    }

    private IBus Bus => _console.Services.GetRequiredService<IBus>();

    private async Task StartAsync()
    {
        _console = await ConsoleHost.StartAsync(
            _database,
            _broker,
            settings: new Dictionary<string, string?>
            {
                ["Alerts:Webhooks:AllowedPrivateHosts:0"] = $"127.0.0.1:{_receiver.Port}",
                ["Mail:Host"] = "127.0.0.1",
                ["Mail:Port"] = _mail.Port.ToString(CultureInfo.InvariantCulture),
                ["Mail:Security"] = "None",
                ["Mail:From"] = "liveops@example.com",
                ["Alerts:ListenSeconds"] = ListenSeconds.ToString(CultureInfo.InvariantCulture),
            }
        );
        _admin = await _console.SignedInAsync("admin");
    }

    private async Task RestartAsync()
    {
        _admin.Dispose();
        await _console.DisposeAsync();
        // The bus library remembers whose log it writes to, and that one is gone.
        LogContext.Current = null;
        await StartAsync();
    }

    private Task ReportAsync() =>
        Bus.Publish(
            new GatewayStatus
            {
                WorkspaceId = ConsoleHost.Workspace,
                GatewayId = "pc1",
                At = DateTimeOffset.UtcNow,
                EmergencyStopped = false,
                Boards = [],
            }
        );

    private static LiveSessionEnded Ended(Guid workspace, int endNo) =>
        new()
        {
            WorkspaceId = workspace,
            AccountId = Studio.Account,
            Handle = "rehearsal.show",
            LiveSessionId = Guid.NewGuid(),
            RoomId = Studio.Room,
            EndNo = endNo,
            StartedAt = DateTimeOffset.UtcNow.AddMinutes(-90),
            EndedAt = DateTimeOffset.UtcNow,
            SaidByTikTok = true,
            Totals = new LiveSessionTotals { Coins = 4_200, Gifts = 12 },
            Leaderboard = [],
        };

    private static object Rule(bool enabled, double? threshold = null) =>
        new
        {
            enabled,
            threshold,
            holdSeconds = 0,
            mail = true,
            webhook = true,
        };

    /// <summary>Nothing else may be told: on a slow machine other kinds have their time too.</summary>
    private async Task OnlyAsync(string kind)
    {
        var settings = await _admin.GetFromJsonAsync<JsonObject>("/api/alerts/settings");
        foreach (var one in settings!["rules"]!.AsArray())
        {
            var rule = one!["rule"]!.DeepClone();
            rule["enabled"] = one["kind"]!["name"]!.GetValue<string>() == kind;
            // A PC is away for ten seconds before it counts as away; nobody has to wait for it to last.
            rule["holdSeconds"] = 0;
            await PutAsync($"rules/{one["kind"]!["name"]}", rule);
        }
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await _admin.PutAsJsonAsync($"/api/alerts/{path}", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> PostAsync(string path)
    {
        using var answer = await _admin.PostAsJsonAsync($"/api/alerts/{path}", new { });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> ListAsync(bool open) =>
        (await _admin.GetFromJsonAsync<JsonElement>($"/api/alerts?open={(open ? "true" : "false")}")).GetProperty(
            "alerts"
        );

    private async Task<JsonElement> OpenAsync(string kind)
    {
        JsonElement found = default;
        await EventuallyAsync(
            async () =>
            {
                found = (await ListAsync(open: true)).EnumerateArray().FirstOrDefault(Is);
                return found.ValueKind == JsonValueKind.Object;
            },
            $"{kind} is raised"
        );
        return found;

        bool Is(JsonElement alert) => alert.GetProperty("kind").GetString() == kind;
    }

    private List<ReceivedCall> Bodies(string type) =>
        [.. _receiver.Calls.Where(call => Encoding.UTF8.GetString(call.Body).Contains(type, StringComparison.Ordinal))];

    private static string Signed(string secret, ReceivedCall call)
    {
        var seconds = call.Signature.Split(',')[0]["t=".Length..];
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{seconds}."), .. call.Body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static List<string?> Kinds(JsonElement settings) =>
        [
            .. settings
                .GetProperty("rules")
                .EnumerateArray()
                .Select(rule => rule.GetProperty("kind").GetProperty("name").GetString()),
        ];

    private static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        for (var n = 0; n < 600; n++)
        {
            if (await holds())
                return;
            await Task.Delay(100);
        }
        throw new TimeoutException($"Not within 60 s: {what}.");
    }
}
