using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveOps.Ingestion.Telemetry;
using LiveOps.Ingestion.Webcast.Frames;
using Microsoft.Extensions.Options;

namespace LiveOps.Ingestion.Connecting;

/// <summary>Talks to the sign service, within the shared budget.</summary>
internal sealed class SignService(
    TikTokHttp http,
    IOptions<TikTokOptions> options,
    SignBudget budget,
    TimeProvider time
)
{
    private const string CookieHeader = "x-set-tt-cookie";
    private const string Client = "client=liveops";

    /// <summary>The first fetch of a room.</summary>
    /// <exception cref="ConnectionFailure">Refused, unreachable, or an answer that cannot be used.</exception>
    public async Task<SignedConnect> ConnectAsync(long roomId, Browser browser, CancellationToken cancellationToken)
    {
        string room = roomId.ToString(CultureInfo.InvariantCulture);
        string query =
            $"{Client}&cursor=&client_enter=true&platform=web&user_agent={Uri.EscapeDataString(browser.Device.UserAgent)}";
        using HttpRequestMessage request = Request(HttpMethod.Get, $"/webcast/rooms/{room}/connect?{query}");
        (HttpResponseMessage response, byte[] body) = await AskAsync(request, browser, cancellationToken);
        using (response)
        {
            string? cookie = Header(response, CookieHeader);
            if (cookie is null)
            {
                throw new ConnectionFailure("The sign service sent no cookie.");
            }
            return Read(body, cookie, Header(response, "x-room-id"));
        }
    }

    /// <summary>Signs an address of TikTok's Webcast API.</summary>
    public async Task<(Uri Address, string UserAgent)> SignAsync(
        Uri address,
        Browser browser,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, $"/tiktok/sign_url?{Client}");
        request.Content = JsonContent.Create(
            new
            {
                url = address.AbsoluteUri,
                method = "GET",
                userAgent = browser.Device.UserAgent,
            }
        );
        (HttpResponseMessage response, byte[] body) = await AskAsync(request, browser, cancellationToken);
        using (response)
        {
            JsonElement reply = Json.Parse(body).At("response");
            string? signed = reply.At("signedUrl").Text();
            return Uri.TryCreate(signed, UriKind.Absolute, out Uri? uri)
                ? (uri, reply.At("userAgent").Text() ?? browser.Device.UserAgent)
                : throw new ConnectionFailure("The sign service signed no address.");
        }
    }

    /// <summary>The room of an account, as the sign service knows it: the last of three ways.</summary>
    public async Task<RoomLookup> FindRoomAsync(string handle, Browser browser, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(
            HttpMethod.Get,
            $"/webcast/anchors/{Uri.EscapeDataString(handle)}/room_id"
        );
        (HttpResponseMessage response, byte[] body) = await AskAsync(request, browser, cancellationToken);
        using (response)
        {
            JsonElement reply = Json.Parse(body);
            return reply.At("room_id").Number() is { } roomId
                ? new RoomLookup(roomId, reply.At("is_live").ValueKind == JsonValueKind.True)
                : throw new ConnectionFailure($"The sign service knows no room: {reply.At("message").Text()}");
        }
    }

    internal static SignedConnect Read(byte[] body, string cookie, string? roomId)
    {
        var batch = new FetchResult();
        if (body.Length == 0 || !batch.Read(body))
        {
            throw new ConnectionFailure("The sign service sent an empty or broken first fetch.");
        }
        if (batch.Cursor.IsEmpty || batch.PushServer.IsEmpty)
        {
            throw new ConnectionFailure("The sign service sent no cursor or no socket address.");
        }
        return new SignedConnect(Encoding.UTF8.GetString(batch.PushServer), cookie)
        {
            Cursor = Encoding.UTF8.GetString(batch.Cursor),
            InternalExt = Encoding.UTF8.GetString(batch.InternalExt),
            RouteParams = batch.RouteParams(),
            RoomId = long.TryParse(roomId, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null,
            FirstFetch = body,
        };
    }

    private HttpRequestMessage Request(HttpMethod method, string pathAndQuery)
    {
        var request = new HttpRequestMessage(method, options.Value.SignUrl.TrimEnd('/') + pathAndQuery);
        request.Headers.TryAddWithoutValidation("User-Agent", "liveops/0.1");
        request.Headers.TryAddWithoutValidation("Accept", "application/protobuf,application/json");
        if (options.Value.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", options.Value.ApiKey);
        }
        return request;
    }

    private async Task<(HttpResponseMessage Response, byte[] Body)> AskAsync(
        HttpRequestMessage request,
        Browser browser,
        CancellationToken cancellationToken
    )
    {
        await WaitForBudgetAsync(cancellationToken);
        IngestionTelemetry.SignRequests.Add(1);
        (HttpResponseMessage response, byte[] body) = await http.SendAsync(
            request,
            browser.Patience.ConnectTimeout,
            cancellationToken
        );
        if (response.IsSuccessStatusCode)
        {
            return (response, body);
        }
        using (response)
        {
            throw Refusal(response, body);
        }
    }

    private async Task WaitForBudgetAsync(CancellationToken cancellationToken)
    {
        while (budget.TryTake(time.GetUtcNow()) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private ConnectionFailure Refusal(HttpResponseMessage response, byte[] body)
    {
        string said = Json.Parse(body).At("message").Text() is { Length: > 0 } message ? $": {message}" : "";
        TimeSpan? wait = response.Headers.RetryAfter?.Delta;
        if (response.StatusCode == HttpStatusCode.TooManyRequests && wait is not null)
        {
            budget.PauseUntil(time.GetUtcNow() + wait.Value);
        }
        string what = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => "The sign service's rate limit is reached",
            HttpStatusCode.PaymentRequired => "The sign service asks for a paid plan",
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
                "The sign service does not allow this; check TikTok__ApiKey",
            _ => $"The sign service has trouble ({(int)response.StatusCode})",
        };
        return new ConnectionFailure($"{what}{said}.") { RetryAfter = wait };
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values)
        && values.FirstOrDefault() is { Length: > 0 } value
            ? value
            : null;
}
