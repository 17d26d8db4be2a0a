using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.IntegrationTests.Console;

/// <summary>A workspace with one thing of every kind, and secrets in each that nobody else may ever read.</summary>
internal sealed class SecuredWorkspace
{
    /// <summary>Is in every name and text of the workspace, and in no id: whoever reads it reads its data.</summary>
    public const string Secret = "geheimnis";
    private const long Viewer = 7_424_242_424_242_424_242;
    private const string Gateway = "studio-of-one";
    private const string Board = "AB12CD34";

    private readonly EdgeSystem _system;
    private readonly HttpClient _admin;
    private Guid _rule;
    private Guid _session;
    private Guid _key;
    private Guid _overlay;
    private Guid _sound;
    private Guid _member;
    private Guid _execution;
    private readonly Guid _invitation = Guid.CreateVersion7();
    private readonly Guid _alert = Guid.CreateVersion7();
    private readonly Guid _call = Guid.CreateVersion7();
    private readonly Guid _import = Guid.CreateVersion7();
    private JsonObject _ruleAsRead = [];

    private SecuredWorkspace(EdgeSystem system) => (_system, _admin) = (system, system.As(Roles.Admin));

    public Guid Account => EdgeSystem.Account;

    /// <summary>The token of its overlay's link.</summary>
    public string OverlayToken { get; private set; } = "";

    public static async Task<SecuredWorkspace> MakeAsync(EdgeSystem system)
    {
        var made = new SecuredWorkspace(system);
        await made.FillAsync();
        return made;
    }

    /// <summary>The id that stands for a parameter of a path.</summary>
    public string IdFor(string path, string name) =>
        (name, path.Split('/')[2]) switch
        {
            ("id", "ingestion") => Account.ToString(),
            ("id", "analytics") when path.Contains("live-sessions", StringComparison.Ordinal) => _session.ToString(),
            ("id", "rules") when path.StartsWith("/api/rules/{id}", StringComparison.Ordinal) => _rule.ToString(),
            ("id", "rules") when path.Contains("/executions/", StringComparison.Ordinal) => _execution.ToString(),
            ("id", "rules") when path.Contains("/webhooks/", StringComparison.Ordinal) => _call.ToString(),
            ("id", "analytics") when path.Contains("/imports/", StringComparison.Ordinal) => _import.ToString(),
            ("id", "team") when path.Contains("/members/", StringComparison.Ordinal) => _member.ToString(),
            ("id", "team") when path.Contains("/invitations/", StringComparison.Ordinal) => _invitation.ToString(),
            ("id", "alerts") => _alert.ToString(),
            // A person's own session, of which this one's admin has none; the rehearsal is nobody's.
            ("id", "rehearsal" or "auth") => "0198a000-0000-7000-8000-0000000000ff",
            ("id", "overlays") => (path.Contains("/sounds/", StringComparison.Ordinal) ? _sound : _overlay).ToString(),
            ("id", "keys") => _key.ToString(),
            ("id", "gateways" or "machines") => Gateway,
            ("accountId", _) => Account.ToString(),
            ("user", _) => Viewer.ToString(CultureInfo.InvariantCulture),
            ("boardId", _) => Board,
            ("deviceId", _) => "LED1",
            ("name", _) when path.Contains("templates", StringComparison.Ordinal) => "rose-chain",
            ("name", _) => "points",
            ("table", _) => "gifts",
            ("handle", _) => "nobody.here",
            ("queue", _) => "no.such_error",
            // Of the installation: other workspaces have no such rule.
            ("kind", "alerts") => "disk",
            ("token", _) => "no-such-address",
            _ => throw new InvalidOperationException($"{path}: say here what {{{name}}} is of the other workspace."),
        };

    /// <summary>The value of a parameter of a query; null leaves it out.</summary>
    public string? QueryFor(string path, string name) =>
        name switch
        {
            "accountId" => Account.ToString(),
            "a" or "b" => _session.ToString(),
            "version" or "current" => "1",
            "ruleId" => _rule.ToString(),
            "format" => "json",
            _ => null,
        };

    /// <summary>A body that would be taken if it were the caller's own; null where the smallest one will do.</summary>
    public JsonNode? BodyFor(SecuredRequest request) =>
        request.ToString() switch
        {
            "PUT /api/rules/{id}" => _ruleAsRead.DeepClone(),
            "POST /api/rules" => _ruleAsRead.DeepClone(),
            "PUT /api/ingestion/accounts/{id}" => new JsonObject { ["displayName"] = "taken over" },
            "PATCH /api/viewer-profiles/{user}" => new JsonObject { ["notes"] = "taken over" },
            "POST /api/viewer-profiles/{user}/vip" => new JsonObject { ["tier"] = "gold" },
            "POST /api/viewer-profiles/{user}/merge" => new JsonObject { ["into"] = "someone.else" },
            "POST /api/devices/{boardId}/{deviceId}/test" => new JsonObject { ["action"] = "ON", ["durationMs"] = 100 },
            "PUT /api/team/members/{id}/role" => new JsonObject { ["role"] = "Sender" },
            "POST /api/auth/login" or "POST /api/gateways/enroll" => new JsonObject(),
            _ => null,
        };

    /// <summary>All that the workspace holds, as its admin reads it, without what changes by itself.</summary>
    public async Task<string> StateAsync()
    {
        var state = new List<string>();
        foreach (
            var path in (string[])
                [
                    "/api/rules",
                    "/api/rules/bindings",
                    $"/api/rules/settings/{Account}",
                    $"/api/rules/variables/{Account}",
                    "/api/rules/webhooks/secret",
                    $"/api/viewer-profiles/{Viewer}",
                    "/api/viewer-profiles/vip/tiers",
                    "/api/viewer-profiles/switches",
                    "/api/analytics/retention",
                    "/api/analytics/imports",
                    "/api/overlays",
                    "/api/overlays/sounds",
                    $"/api/overlays/{_overlay}/link",
                    $"/api/analytics/live-sessions/{_session}",
                ]
        )
            state.Add($"{path}: {await _admin.GetStringAsync(path)}");
        var accounts = await _admin.GetFromJsonAsync<JsonElement>("/api/ingestion/accounts");
        state.AddRange(
            accounts
                .EnumerateArray()
                .Select(one =>
                    $"{one.GetProperty("handle")} {one.GetProperty("displayName")} {one.GetProperty("enabled")} {one.GetProperty("record")}"
                )
        );
        var keys = await _admin.GetFromJsonAsync<JsonElement>("/api/keys");
        state.AddRange(keys.EnumerateArray().Select(one => $"{one.GetProperty("id")} {one.GetProperty("revokedAt")}"));
        var gateways = await _admin.GetFromJsonAsync<JsonElement>("/api/gateways");
        state.AddRange(
            gateways.EnumerateArray().Select(one => $"{one.GetProperty("gatewayId")} {one.GetProperty("enrolled")}")
        );
        var members = await _admin.GetFromJsonAsync<JsonElement>("/api/team/members");
        state.AddRange(
            members
                .EnumerateArray()
                .Where(one => one.GetProperty("userId").GetGuid() == _member)
                .Select(one => $"{one.GetProperty("role")} {one.GetProperty("mustChangePassword")}")
        );
        foreach (
            var (table, id) in ((string, Guid)[])
                [
                    ("console.invitations where invitation_id", _invitation),
                    ("console.alerts where alert_id", _alert),
                    ("rules.webhook_calls where call_id", _call),
                    ("rules.executions where execution_id", _execution),
                    ("analytics.imports where id", _import),
                ]
        )
            state.Add(
                await _system.Analytics.QueryAsync<string>(
                    $"select to_jsonb(one)::text from (select * from {table} = $1) one",
                    id
                )
            );
        var devices = await _admin.GetFromJsonAsync<JsonElement>("/api/devices");
        state.Add($"stop: {devices.GetProperty("emergencyStop")}");
        return string.Join('\n', state);
    }

    private async Task FillAsync()
    {
        await _system.Console.Services.GetRequiredBus().Publish(Status());
        (
            await _admin.PutAsJsonAsync($"/api/ingestion/accounts/{Account}", new { displayName = $"{Secret} account" })
        ).EnsureSuccessStatusCode();
        var rule = await _admin.PostAsJsonAsync("/api/rules", Rule());
        rule.StatusCode.ShouldBe(HttpStatusCode.Created, await rule.Content.ReadAsStringAsync());
        _ruleAsRead = JsonNode.Parse(await rule.Content.ReadAsStringAsync())!.AsObject();
        _rule = _ruleAsRead["id"]!.GetValue<Guid>();
        (
            await _admin.PutAsJsonAsync($"/api/rules/bindings/{Account}", new { boardId = Board })
        ).EnsureSuccessStatusCode();
        (await _admin.PostAsync("/api/rules/webhooks/secret", null)).EnsureSuccessStatusCode();
        var key = await _admin.PostAsJsonAsync(
            "/api/keys",
            new
            {
                name = $"{Secret} key",
                role = "Sender",
                scopes = new[] { Permissions.LiveRead },
            }
        );
        _key = (await key.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetProperty("id").GetGuid();
        var overlay = await OverlayTests.MakeAsync(_admin, Account, $"{Secret} overlay");
        _overlay = overlay.GetProperty("overlayId").GetGuid();
        OverlayToken = await OverlayTests.TokenAsync(_admin, overlay);
        var sound = await OverlayTests.UploadAsync(_admin, $"{Secret}.wav", OverlayTests.Wav(100));
        _sound = (await sound.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("soundId").GetGuid();
        await _system.Analytics.QueryAsync<object>(
            """
            insert into console.gateways
                (gateway_id, workspace_id, broker_user, broker_password_hash, machine, enrolled_at, enrolled_by)
            values ($1, $2, 'none', 'none', $3, now(), $3) returning 1
            """,
            Gateway,
            ConsoleHost.Workspace,
            $"{Secret} PC"
        );
        await HappenAsync();
        await _system.Analytics.PublishAsync(Gift());
        await _system.Analytics.EventuallyAsync(
            1L,
            "select count(*) from analytics.viewers where user_id = $1",
            Viewer
        );
        _session = await _system.Analytics.QueryAsync<Guid>(
            "select id from analytics.live_sessions where workspace_id = $1",
            ConsoleHost.Workspace
        );
        (
            await _admin.PatchAsJsonAsync($"/api/viewer-profiles/{Viewer}", new { notes = $"{Secret} notes" })
        ).EnsureSuccessStatusCode();
    }

    /// <summary>A member, an invitation, and what comes about by itself: as if it had.</summary>
    private async Task HappenAsync()
    {
        using var member = await _system.Console.MemberAsync($"{Secret} member", Roles.Sender, ConsoleHost.Workspace);
        _member = await _system.Analytics.QueryAsync<Guid>(
            "select user_id from console.users where name = $1",
            $"{Secret} member"
        );
        await _system.Analytics.QueryAsync<object>(
            """
            with raised as (
                insert into console.alerts (alert_id, workspace_id, kind, key, subject, detail, raised_at)
                values ($1, $5, 'account-disconnected', $6, $6, $6, now())
            ), called as (
                insert into rules.webhook_calls
                    (call_id, workspace_id, account_id, rule_id, url, host, body, state, created_at, finished_at)
                values ($2, $5, $7, $8, 'http://studio.invalid/', 'studio.invalid', '{}', 'Failed', now(), now())
            ), invited as (
                insert into console.invitations
                    (invitation_id, workspace_id, code_hash, role, note, made_by, made_at, expires_at)
                values ($3, $5, '\x00', 'Sender', $6, $9, now(), now() + interval '1 day')
            )
            insert into analytics.imports
                (id, workspace_id, source_id, kind, file_name, file_bytes, state, started_at, finished_at, imported_by)
            values ($4, $5, $4, 'database', $6, 1, 'done', now(), now(), $6) returning 1
            """,
            _alert,
            _call,
            _invitation,
            _import,
            ConsoleHost.Workspace,
            $"{Secret} thing",
            Account,
            _rule,
            _member
        );

        // It waits for as long as the test lasts.
        using var show = await _admin.PostAsJsonAsync(
            "/api/rules",
            new
            {
                accountId = Account,
                name = $"{Secret} show",
                trigger = new { type = "button" },
                action = new
                {
                    type = "message",
                    text = Secret,
                    delayMs = 600_000,
                },
            }
        );
        show.StatusCode.ShouldBe(HttpStatusCode.Created, await show.Content.ReadAsStringAsync());
        var rule = (await show.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await _admin.PostAsync($"/api/rules/{rule}/fire", null)).EnsureSuccessStatusCode();
        const string running = "select execution_id from rules.executions where rule_id = $1 and state = 'Running'";
        for (var n = 0; n < 600 && _execution == default; n++)
        {
            await Task.Delay(100);
            _execution = await _system.Analytics.QueryAsync<Guid>(running, rule);
        }
        _execution.ShouldNotBe(default);
    }

    private object Rule() =>
        new
        {
            accountId = Account,
            name = $"{Secret} rule",
            trigger = new { type = "gift", giftNames = new[] { "Rose" } },
            action = new
            {
                type = "device",
                deviceId = "LED1",
                action = "ON",
                durationMs = 200,
            },
        };

    private LiveEvents Gift() =>
        new()
        {
            WorkspaceId = ConsoleHost.Workspace,
            AccountId = Account,
            RoomId = 77,
            Sequence = 1,
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            Events =
            [
                new LiveEvent
                {
                    Kind = LiveEventKind.Chat,
                    MessageId = 1,
                    At = TimeProvider.System.GetUtcNow(),
                    Viewer = new LiveViewer
                    {
                        UserId = Viewer,
                        Handle = "one.viewer",
                        Nickname = $"{Secret} viewer",
                    },
                    Text = $"{Secret} comment",
                },
            ],
        };

    private static GatewayStatus Status() =>
        new()
        {
            WorkspaceId = ConsoleHost.Workspace,
            GatewayId = Gateway,
            At = TimeProvider.System.GetUtcNow(),
            EmergencyStopped = false,
            Boards =
            [
                new BoardStatus
                {
                    BoardId = Board,
                    Port = $"/dev/{Secret}",
                    State = BoardState.Ready,
                },
            ],
        };
}

internal static class Buses
{
    public static IBus GetRequiredBus(this IServiceProvider services) => (IBus)services.GetService(typeof(IBus))!;
}
