using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LiveOps.Tests.DeviceGateway.LocalPage;

/// <summary>Who may use what the gateway answers. Every endpoint that is mapped is tried, whoever mapped it.</summary>
public sealed class GuardTests
{
    private const string Stop = "/api/gateway/emergency-stop";

    [Fact]
    public async Task No_endpoint_answers_a_foreign_name_a_foreign_page_a_proxy_or_another_machine()
    {
        await using var gateway = await QuietGateway.StartAsync();
        (string Header, string Value)[] foreign =
        [
            ("Host", "gateway.example"),
            ("Origin", "https://page.example"),
            ("Origin", "null"),
            ("Origin", "http://localhost:1"),
            ("X-Forwarded-For", "127.0.0.1"),
            ("Forwarded", "for=127.0.0.1"),
            (QuietGateway.FromHeader, "192.0.2.7"),
        ];
        var tried = 0;
        foreach (var (method, path) in Endpoints(gateway))
        foreach (var (header, value) in foreign)
        {
            using var request = Request(method, path, """{}""", "application/json");
            request.Headers.TryAddWithoutValidation("X-LiveOps", "1");
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await gateway.Http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path} with {header}: {value}");
            tried++;
        }
        // Nine files of the page and at least five addresses of the API: an empty list would prove nothing.
        tried.ShouldBeGreaterThan(14 * foreign.Length);
    }

    [Fact]
    public async Task No_change_is_taken_from_a_request_that_a_form_of_a_foreign_page_can_send()
    {
        await using var gateway = await QuietGateway.StartAsync();
        var changes = Endpoints(gateway).Where(one => one.Method != "GET" && one.Path != Stop).ToArray();
        changes.Length.ShouldBeGreaterThan(2);
        foreach (var (method, path) in changes)
        {
            using var request = Request(method, path, """{"confirm":"reset"}""", "text/plain");
            using var answer = await gateway.Http.SendAsync(request);
            // Where a body is read the router itself refuses a foreign type of body, before the guard.
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.UnsupportedMediaType, HttpStatusCode.Unauthorized);
        }
        using var bare = await gateway.Http.PostAsync("/api/gateway/boards/B0A2D001/confirm", null);
        bare.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await bare.Content.ReadAsStringAsync()).ShouldContain("X-LiveOps: 1");
    }

    [Fact]
    public async Task This_pc_may_look_and_a_bare_request_stops()
    {
        await using var gateway = await QuietGateway.StartAsync();

        using var page = await gateway.Http.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        using var own = Request("POST", Stop, "", "text/plain");
        own.Headers.Add("Origin", gateway.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var stopped = await gateway.Http.SendAsync(own);
        stopped.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static HttpRequestMessage Request(string method, string path, string body, string type) =>
        new(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : new StringContent(body, Encoding.UTF8, type),
        };

    private static IReadOnlyList<(string Method, string Path)> Endpoints(QuietGateway gateway) =>
        [
            .. gateway
                .Endpoints.OfType<RouteEndpoint>()
                .Select(endpoint =>
                    (
                        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET",
                        Path(endpoint.RoutePattern)
                    )
                )
                .Where(endpoint => !endpoint.Item2.StartsWith("/health/") && !endpoint.Item2.StartsWith("/openapi/")),
        ];

    private static string Path(RoutePattern pattern) =>
        "/"
        + string.Join(
            '/',
            pattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "B0A2D001")
                )
            )
        );
}
