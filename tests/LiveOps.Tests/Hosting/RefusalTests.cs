using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveOps.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LiveOps.Tests.Hosting;

/// <summary>What the framework refuses by itself is said in words for people.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddLiveOpsDefaults("test", authenticate: false);
        _app = builder.Build();
        _app.MapLiveOpsDefaults();
        _app.MapGet(
            "/things",
            (int? limit, Guid? accountId, bool? old, Colour? colour) => $"{limit}{accountId}{old}{colour}"
        );
        _app.MapGet("/needed", (string name) => name);
        _app.MapGet("/words", ([AsParameters] Words words) => $"{words.AccountId}{words.Colour}");
        _app.MapPost("/paint", (Paint paint) => paint.Litres);
        _app.MapGet("/missing", () => TypedResults.NotFound());
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(
        "GET",
        "/things?limit=many",
        null,
        400,
        "'limit' cannot be \"many\": give a whole number that is not too large."
    )]
    [InlineData("GET", "/things?accountId=7", null, 400, "'accountId' cannot be \"7\": give an id as lists give it")]
    [InlineData("GET", "/things?old=maybe", null, 400, "'old' cannot be \"maybe\": give true or false.")]
    [InlineData("GET", "/things?colour=loud", null, 400, "'colour' cannot be \"loud\": give deepRed, green.")]
    [InlineData("GET", "/words?accountId=7", null, 400, "'accountId' cannot be \"7\"")]
    [InlineData("GET", "/words?colour=loud", null, 400, "give deepRed, green.")]
    [InlineData("GET", "/needed", null, 400, "'name' is missing: give it in the query string.")]
    [InlineData("POST", "/paint", "", 400, "The body is empty: send JSON")]
    [InlineData("POST", "/paint", "{\"litres\": 1,\n]", 400, "The body is no JSON: it cannot be read in line 2")]
    [InlineData("POST", "/paint", "{\"litres\": \"x\"}", 400, "The body cannot be read at litres")]
    [InlineData(
        "POST",
        "/paint",
        "{\"colour\": \"loud\"}",
        400,
        "at colour: the value has the wrong form: give deepRed, green."
    )]
    [InlineData("POST", "/paint", "[]", 400, "The body cannot be read: it has the wrong form.")]
    [InlineData("DELETE", "/paint", null, 405, "does not take DELETE: it takes POST.")]
    [InlineData("GET", "/nowhere", null, 404, "no such address")]
    [InlineData("GET", "/missing", null, 404, "none of your workspace")]
    public async Task It_says_what_is_wrong_and_what_to_do(
        string method,
        string address,
        string? body,
        int status,
        string says
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        await RefusedAsync(request, status, says);
    }

    [Fact]
    public async Task A_body_of_another_type_is_told_the_right_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/paint")
        {
            Content = new StringContent("litres=1"),
        };
        await RefusedAsync(request, 415, "content-type: application/json");
    }

    private async Task RefusedAsync(HttpRequestMessage request, int status, string says)
    {
        using var answer = await _http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("detail").GetString()!.ShouldContain(says);
        problem.ToString().ShouldNotContain("Nullable");
    }

    private enum Colour
    {
        DeepRed,
        Green,
    }

    private sealed record Paint(int Litres, Colour? Colour = null);

    private sealed class Words
    {
        public Guid? AccountId { get; init; }
        public Colour? Colour { get; init; }
    }
}
