using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using LiveOps.Console;
using LiveOps.Console.PassingThrough;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.Console;

/// <summary>The edge in front of a tiny service.</summary>
public sealed class ForwarderTests : IAsyncLifetime
{
    private const string ItsWorkspace = "01900000-0000-7000-8000-000000000001";
    private readonly HttpClient _client = new();
    private WebApplication _service = null!;
    private WebApplication _edge = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await StartAsync(
            [],
            app =>
            {
                app.Map("/api/rules/echo/{**rest}", EchoAsync);
                app.Map("/api/rooms", EchoAsync);
                app.MapGet("/api/rules/slow", async (HttpContext http) => await Task.Delay(5_000, http.RequestAborted));
                app.MapGet("/api/rules/stream", StreamAsync);
                app.MapGet("/secret", () => "not for the edge");
            }
        );
        _edge = await EdgeAsync();
        _client.BaseAddress = new Uri(Address(_edge));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _edge.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Method_path_query_and_body_arrive_and_the_cookie_becomes_a_bearer_token()
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/rules/echo/a%20b?x=1&y=%26")
        {
            Content = JsonContent.Create(new { a = 1 }),
        };
        request.Headers.Add("Cookie", $"{LiveOpsIdentity.Cookie}=the-token; other=1");
        request.Headers.Add("X-Kept", "yes");
        request.Headers.Connection.Add("X-Dropped");
        request.Headers.Add("X-Dropped", "no");
        var answer = await _client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        var echo = await answer.Content.ReadFromJsonAsync<JsonElement>();
        echo.GetProperty("method").GetString().ShouldBe("PUT");
        echo.GetProperty("path").GetString().ShouldBe("/api/rules/echo/a b");
        echo.GetProperty("query").GetString().ShouldBe("?x=1&y=%26");
        echo.GetProperty("body").GetString().ShouldBe("""{"a":1}""");
        var headers = echo.GetProperty("headers");
        headers.GetProperty("Authorization").GetString().ShouldBe("Bearer the-token");
        headers.GetProperty("X-Kept").GetString().ShouldBe("yes");
        headers.TryGetProperty("X-Dropped", out _).ShouldBeFalse();
        headers.TryGetProperty("Cookie", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_service_is_told_who_asks_by_the_edge_and_by_nobody_else()
    {
        (await CallerAsync(_client)).ShouldBe("127.0.0.1");
        await using var behindProxy = await EdgeAsync("127.0.0.0/8", "2001:db8::1");
        using var client = new HttpClient { BaseAddress = new Uri(Address(behindProxy)) };
        (await CallerAsync(client)).ShouldBe("203.0.113.7");

        static async Task<string?> CallerAsync(HttpClient client)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/rules/echo/");
            request.Headers.Add("X-Forwarded-For", "198.51.100.1, 203.0.113.7, 127.0.0.9");
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            request.Headers.Add("Forwarded", "for=198.51.100.1");
            var echo = await (await client.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
            var headers = echo.GetProperty("headers");
            foreach (var other in (string[])["Forwarded", "X-Forwarded-Host", "X-Original-For"])
                headers.TryGetProperty(other, out _).ShouldBeFalse();
            return headers.GetProperty("X-Forwarded-For").GetString();
        }
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.1/40", false)]
    [InlineData("proxy.example", false)]
    public void A_proxy_is_an_address_or_a_network(string text, bool valid) =>
        new ConsoleOptions { TrustedProxies = [text] }
            .Validate(new(new object()))
            .Any()
            .ShouldBe(!valid);

    [Fact]
    public async Task The_rehearsal_room_gets_the_path_without_its_prefix_and_no_token()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/rehearsal/rooms");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "the-token");
        var echo = await (await _client.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
        echo.GetProperty("path").GetString().ShouldBe("/api/rooms");
        echo.GetProperty("headers").TryGetProperty("Authorization", out _).ShouldBeFalse();

        // What happens in it moves the boards of whoever watches it: another workspace has none.
        _client.DefaultRequestHeaders.Add("X-Workspace", Guid.NewGuid().ToString());
        (await _client.PostAsync("/api/rehearsal/rooms", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _client.GetStringAsync("/api/services")).ShouldNotContain("rehearsal");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_named_with_what_still_works()
    {
        var answer = await _client.GetAsync("/api/rules/slow");
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("title").GetString().ShouldBe("The service rules did not answer in time");
        problem.GetProperty("detail").GetString()!.ShouldContain("emergency stop still works");
        problem.GetProperty("service").GetString().ShouldBe("rules");
    }

    [Fact]
    public async Task A_service_that_is_away_and_one_that_is_not_set_up_are_told_apart()
    {
        (await _client.GetAsync("/api/analytics/x")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var absent = await _client.GetAsync("/api/ingestion/accounts");
        absent.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await absent.Content.ReadAsStringAsync()).ShouldContain("services__ingestion__http__0");
    }

    [Fact]
    public async Task Server_sent_events_pass_one_by_one()
    {
        using var answer = await _client.GetAsync("/api/rules/stream", HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        // The service waits for ever after the first event: reading it proves that nothing is held back.
        (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe("data: first");
    }

    [Theory]
    [InlineData("/api/rules/%252e%252e/%252e%252e/secret")]
    [InlineData("/api/rules/..%2f..%2fsecret")]
    public async Task A_path_cannot_lead_out_of_the_service(string path)
    {
        var answer = await _client.GetAsync(new Uri(_client.BaseAddress!, path));
        ((int)answer.StatusCode).ShouldBeInRange(400, 404);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("not for the edge");
    }

    private Task<WebApplication> EdgeAsync(params string[] trustedProxies) =>
        StartAsync(
            new()
            {
                ["services:rules:http:0"] = Address(_service),
                ["services:rehearsal:http:0"] = Address(_service),
                ["services:analytics:http:0"] = "http://127.0.0.1:1",
            },
            app =>
            {
                app.UseTrustedProxies();
                app.Use(
                    (http, next) =>
                    {
                        var workspace = http.Request.Headers["X-Workspace"].FirstOrDefault() ?? ItsWorkspace;
                        http.User = new(new ClaimsIdentity([new(LiveOpsIdentity.WorkspaceClaim, workspace)], "test"));
                        return next();
                    }
                );
                app.MapPassingThrough();
            },
            trustedProxies
        );

    private static async Task EchoAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        http.Response.StatusCode = 201;
        http.Response.Headers.SetCookie = "a=b";
        await http.Response.WriteAsJsonAsync(
            new
            {
                method = http.Request.Method,
                path = http.Request.Path.Value,
                query = http.Request.QueryString.Value,
                body = await reader.ReadToEndAsync(),
                headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            }
        );
    }

    private static async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("data: first\n\n");
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<WebApplication> StartAsync(
        Dictionary<string, string?> settings,
        Action<WebApplication> map,
        params string[] trustedProxies
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(
            Options.Create(
                new ConsoleOptions
                {
                    ForwardTimeoutSeconds = 1,
                    TrustedProxies = trustedProxies,
                    OperatorWorkspaceId = Guid.Parse(ItsWorkspace),
                }
            )
        );
        builder.Services.AddPassingThrough();
        // Who may pass is another test's: here everyone does.
        builder.Services.AddAuthorization(options =>
        {
            foreach (var name in (string[])[PermissionEndpoints.AnyMember, Permissions.RehearsalPlay])
                options.AddPolicy(name, policy => policy.RequireAssertion(_ => true));
        });
        var app = builder.Build();
        app.UseAuthorization();
        map(app);
        await app.StartAsync();
        return app;
    }

    private static string Address(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
