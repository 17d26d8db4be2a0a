using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Console.Overlays;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Console;

/// <summary>
/// Every operation of the document, on the real services together, asked for by everyone: nobody, each role, an API key
/// with and without the scope, and another workspace's admin who knows all ids. An operation that is new is in here by
/// itself, and fails until it says what it asks for.
/// </summary>
public sealed class SecurityTests(SharedServers servers) : IAsyncLifetime
{
    // Open to everybody; PermissionTests says why of each.
    private static readonly string[] _open =
    [
        "POST /api/auth/login",
        "POST /api/auth/logout",
        "POST /api/auth/second-step",
        "POST /api/invitations/look",
        "POST /api/invitations/accept",
        "POST /api/gateways/enroll",
        "POST /api/rules/addresses/{token}",
    ];

    // A foreign account's id is but a key among the caller's own here: it reads defaults, and what it writes nobody else sees.
    private static readonly string[] _keyedByAnyId =
    [
        "GET /api/rules/settings/{accountId}",
        "PUT /api/rules/settings/{accountId}",
        "GET /api/rules/variables/{accountId}",
        "PUT /api/rules/variables/{accountId}/{name}",
        "PUT /api/rules/bindings/{accountId}",
        "GET /api/gateways/{id}/log",
    ];

    private EdgeSystem _system = null!;
    private SecuredWorkspace _things = null!;
    private JsonObject _document = null!;
    private IReadOnlyList<SecuredRequest> _requests = null!;

    public async ValueTask InitializeAsync()
    {
        _system = await EdgeSystem.StartAsync(
            servers,
            new() { ["Console:AnonymousRequestsPerMinute"] = "100000", ["Console:KeyRequestsPerMinute"] = "100000" }
        );
        _things = await SecuredWorkspace.MakeAsync(_system);
        _document = await _system.DocumentAsync();
        // What reads first, what takes away last.
        _requests =
        [
            .. EdgeSystem
                .Operations(_document)
                .Select(one => new SecuredRequest(one.Method, one.Path, one.Operation))
                .OrderBy(one =>
                    one.Method switch
                    {
                        "GET" => 0,
                        "DELETE" => 2,
                        _ => 1,
                    }
                )
                .ThenBy(one => one.Path, StringComparer.Ordinal),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
    }

    [Fact]
    public async Task Every_operation_answers_everyone_as_the_matrix_says()
    {
        _requests.Count.ShouldBeGreaterThan(120);
        _requests.Where(one => one.Permission is null).Select(one => one.ToString()).ShouldBe(_open, ignoreOrder: true);
        var faults = new List<string>();
        using var nobody = _system.Console.Client();
        foreach (var request in _requests.Where(one => one.Permission is not null))
            await ExpectAsync(nobody, request, "nobody", 401, faults);
        // The link of an overlay is in OBS, on many a PC: it opens that overlay, and none of all this.
        using var overlay = _system.With(_things.OverlayToken);
        overlay.DefaultRequestHeaders.Add(OverlayToken.Header, _things.OverlayToken);
        overlay.DefaultRequestHeaders.Add("Cookie", $"{LiveOpsIdentity.Cookie}={_things.OverlayToken}");
        foreach (var request in _requests.Where(one => one.Permission is not null))
            await ExpectAsync(overlay, request, "an overlay's link", 401, faults);
        using var hub = await overlay.PostAsync(
            $"/hubs/live/negotiate?negotiateVersion=1&access_token={_things.OverlayToken}&token={_things.OverlayToken}",
            null
        );
        hub.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var request in _requests.Where(one => one.Permission is not (null or PermissionEndpoints.AnyMember)))
        {
            using var key = await KeyAsync(
                Permissions
                    .All.First(one => one.Name is not Permissions.SignInOwn && one.Name != request.Permission)
                    .Name
            );
            await ExpectAsync(key, request, "a key without the scope", 403, faults);
        }
        // The admin here signs in to the first workspace, whose admins run the installation.
        foreach (var role in Roles.All.Reverse())
        {
            using var member = await _system.Console.MemberAsync($"the {role}", role, ConsoleHost.Workspace);
            foreach (var request in _requests.Where(one => one.Permission is not null))
            {
                var may =
                    request.Permission == PermissionEndpoints.AnyMember || Permissions.Has(role, request.Permission!);
                await ExpectAsync(member, request, role, may ? null : 403, faults);
            }
        }
        foreach (
            var request in _requests.Where(one =>
                one.Permission is not (null or PermissionEndpoints.AnyMember or Permissions.SignInOwn)
                && !IsForOperators(one)
            )
        )
        {
            using var key = await KeyAsync(request.Permission!);
            await ExpectAsync(key, request, "a key with the scope", null, faults);
        }
        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task Another_workspaces_admin_who_knows_all_ids_reads_and_changes_nothing()
    {
        var before = await _things.StateAsync();
        before.ShouldContain(SecuredWorkspace.Secret);
        using var stranger = _system.As(Roles.Admin, Guid.CreateVersion7());
        var faults = new List<string>();
        foreach (var request in _requests)
        {
            var (status, text) = await SendAsync(stranger, request);
            if (text.Contains(SecuredWorkspace.Secret, StringComparison.OrdinalIgnoreCase))
                faults.Add($"{request}: told a secret: {text}");
            if (IsForOperators(request))
            {
                if (status != 403)
                    faults.Add($"{request}: {status}, although it reaches across workspaces: {text}");
                continue;
            }
            // Whose own sign-in it is has to be a user: this one has a token and nothing else.
            if (
                status is 401 or 403
                && request.Permission is not (null or Permissions.SignInOwn)
                && request.Path != "/api/auth/me"
            )
                faults.Add($"{request}: {status}, although an admin may: {text}");
            if (status >= 500 && status != 503)
                faults.Add($"{request}: {status} {text}");
            if (
                request.Path.Contains('{')
                && status != 404
                && !IsNobodys(request)
                && !_keyedByAnyId.Contains(request.ToString())
            )
                faults.Add($"{request}: {status} for an id of another workspace: {text}");
        }
        faults.ShouldBeEmpty(string.Join('\n', faults));
        (await _things.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Nothing_changes_with_the_cookie_alone()
    {
        var before = await _things.StateAsync();
        var token = _system.As(Roles.Admin).DefaultRequestHeaders.Authorization!.Parameter;
        using var browser = _system.Console.Client();
        browser.DefaultRequestHeaders.Add("Cookie", $"{LiveOpsIdentity.Cookie}={token}");
        var faults = new List<string>();
        foreach (var request in _requests.Where(one => one.Changes))
        {
            using var bare = await browser.SendAsync(request.Message(_things, _document, bare: true));
            using var form = request.Message(_things, _document, bare: true);
            form.Content = new FormUrlEncodedContent([new("a", "b")]);
            using var posted = await browser.SendAsync(form);
            using var sent = request.Message(_things, _document, bare: true);
            sent.Headers.Add(CrossSiteGuard.Header, "1");
            sent.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var other = await browser.SendAsync(sent);
            foreach (var answer in (HttpResponseMessage[])[bare, posted, other])
                if (
                    answer.StatusCode != HttpStatusCode.Forbidden
                    || !(await answer.Content.ReadAsStringAsync()).Contains("another site", StringComparison.Ordinal)
                )
                    faults.Add($"{request}: {(int)answer.StatusCode}");
        }
        faults.ShouldBeEmpty(string.Join('\n', faults));
        (await _things.StateAsync()).ShouldBe(before);
    }

    private static bool IsForOperators(SecuredRequest request) =>
        Permissions.Find(request.Permission ?? "") is { OperatorOnly: true };

    // Of no workspace: what the product brings along, and the rehearsal.
    private static bool IsNobodys(SecuredRequest request) =>
        request.Path.StartsWith("/api/rehearsal/", StringComparison.Ordinal)
        || request.Path is "/api/rules/templates/{name}" or "/api/analytics/export/{table}";

    /// <param name="expected">Null: allowed, so that the answer is about the request and not about the caller.</param>
    private async Task ExpectAsync(
        HttpClient client,
        SecuredRequest request,
        string who,
        int? expected,
        List<string> faults
    )
    {
        var (status, text) = await SendAsync(client, request);
        // 503 is said in words by whom it concerns; everything else of that kind is a fault.
        var fits = expected is { } one ? status == one : status is not (401 or 403 or 429 or >= 500) or 503;
        if (!fits)
            faults.Add(
                $"{request} by {who}: {status}, not {expected?.ToString() ?? "allowed"}: {text[..Math.Min(300, text.Length)]}"
            );
        if (expected is 401 or 403 && text.Contains(SecuredWorkspace.Secret, StringComparison.OrdinalIgnoreCase))
            faults.Add($"{request} by {who}: told a secret: {text}");
        if (expected == 403 && !text.Contains(request.Permission!, StringComparison.Ordinal))
            faults.Add($"{request} by {who}: does not say that {request.Permission} is missing: {text}");
    }

    private async Task<(int Status, string Text)> SendAsync(HttpClient client, SecuredRequest request)
    {
        using var message = request.Message(_things, _document);
        using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        // A stream has no end.
        var text =
            answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? ""
                : await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text);
    }

    private readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>A client with an admin's API key that has this one scope.</summary>
    private async Task<HttpClient> KeyAsync(string scope)
    {
        if (!_keys.TryGetValue(scope, out var secret))
        {
            using var admin = _system.As(Roles.Admin);
            using var made = await admin.PostAsJsonAsync(
                "/api/keys",
                new
                {
                    name = scope,
                    role = Roles.Admin,
                    scopes = new[] { scope },
                }
            );
            made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync());
            secret = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
            _keys[scope] = secret;
        }
        return _system.With(secret);
    }
}
