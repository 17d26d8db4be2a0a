using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http;

namespace LiveOps.Tests.Console;

public sealed class CrossSiteGuardTests
{
    [Fact]
    public void A_form_of_another_site_is_refused_although_the_cookie_comes_along()
    {
        Refusal("POST", contentType: "application/x-www-form-urlencoded").ShouldNotBeNull();
        Refusal("POST", contentType: "text/plain").ShouldNotBeNull();
        Refusal("DELETE").ShouldNotBeNull();
    }

    [Fact]
    public void The_pages_own_requests_pass()
    {
        Refusal("POST", contentType: "application/json").ShouldBeNull();
        Refusal("POST", header: CrossSiteGuard.Header).ShouldBeNull();
        Refusal("GET").ShouldBeNull();
    }

    [Fact]
    public void A_request_that_the_browser_calls_cross_site_is_refused_whatever_it_carries()
    {
        Refusal("POST", contentType: "application/json", fetchSite: "cross-site").ShouldNotBeNull();
        Refusal("GET", fetchSite: "cross-site").ShouldNotBeNull();
        Refusal("GET", fetchSite: "same-origin").ShouldBeNull();
    }

    [Fact]
    public void A_page_of_another_port_changes_nothing_and_hears_no_socket()
    {
        Refusal("POST", contentType: "application/json", fetchSite: "same-site").ShouldNotBeNull();
        Refusal("GET", fetchSite: "same-site", path: "/hubs/live").ShouldNotBeNull();
        Refusal("GET", fetchSite: "same-origin", path: "/hubs/live").ShouldBeNull();
        Refusal("GET", fetchSite: "same-site").ShouldBeNull();
    }

    [Fact]
    public void A_program_with_a_bearer_token_and_a_request_without_cookie_pass()
    {
        Refusal("POST", authorization: "Bearer x").ShouldBeNull();
        Refusal("POST", cookie: false).ShouldBeNull();
    }

    private static string? Refusal(
        string method,
        string? contentType = null,
        string? header = null,
        string? fetchSite = null,
        string? authorization = null,
        bool cookie = true,
        string path = "/api/devices"
    )
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Path = path;
        if (cookie)
            request.Headers.Cookie = $"{LiveOpsIdentity.Cookie}=token";
        if (contentType is not null)
            request.ContentType = contentType;
        if (header is not null)
            request.Headers[header] = "1";
        if (fetchSite is not null)
            request.Headers["Sec-Fetch-Site"] = fetchSite;
        if (authorization is not null)
            request.Headers.Authorization = authorization;
        return CrossSiteGuard.Refusal(request);
    }
}
