using System.Globalization;
using System.Net;
using System.Text.Json;
using LiveOps.Ingestion.Reading;
using Microsoft.Extensions.Options;

namespace LiveOps.Ingestion.Connecting;

/// <summary>TikTok's pages and web API, as a browser without a login sees them.</summary>
internal sealed class TikTokWeb(TikTokHttp http, SignService sign, IOptions<TikTokOptions> options)
{
    private const int Ended = 4;
    private const long UserNotFound = 19_881_007;

    private TikTokOptions Urls => options.Value;

    /// <summary>Finds an account's room in three ways, one after the other.</summary>
    /// <exception cref="ConnectionFailure">All ways failed; the message names each reason.</exception>
    public async Task<RoomLookup> FindRoomAsync(string handle, Browser browser, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (Func<Task<RoomLookup>> way in Ways(handle, browser, cancellationToken))
        {
            try
            {
                return await way();
            }
            catch (ConnectionFailure failure)
            {
                reasons.Add(failure.Message);
            }
        }
        throw new ConnectionFailure($"No room found for @{handle}. {string.Join(" ", reasons)}");
    }

    /// <summary>Whether a room is live; null where TikTok does not say.</summary>
    public async Task<bool?> IsAliveAsync(long roomId, Browser browser, CancellationToken cancellationToken)
    {
        Uri address = Addresses.Web(
            Urls.WebcastUrl,
            "/webcast/room/check_alive/",
            browser.Device,
            ("room_ids", roomId.ToString(CultureInfo.InvariantCulture))
        );
        (HttpStatusCode status, JsonElement reply) = await GetJsonAsync(address, browser, cancellationToken);
        JsonElement data = reply.At("data");
        if (status != HttpStatusCode.OK || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0)
        {
            return null;
        }
        return data[0].At("alive").ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
    }

    /// <summary>
    /// Asks what kind of room it is: null when all is well or unknown, otherwise why it cannot be watched.
    /// Room info is optional: TikTok refuses it at times, and the LIVE can be followed all the same.
    /// </summary>
    public async Task<RoomInfo> RoomInfoAsync(long roomId, Browser browser, CancellationToken cancellationToken)
    {
        Uri address = Addresses.Web(
            Urls.WebcastUrl,
            "/webcast/room/info/",
            browser.Device,
            ("room_id", roomId.ToString(CultureInfo.InvariantCulture))
        );
        (HttpStatusCode status, JsonElement reply) = await GetJsonAsync(address, browser, cancellationToken);
        JsonElement data = reply.At("data");
        const long ageRestricted = 4_003_110;
        bool restricted =
            data.At("prompts").ValueKind != JsonValueKind.Undefined
            || reply.At("status_code").Number() == ageRestricted;
        return new RoomInfo(
            status == HttpStatusCode.OK && data.At("status").Number() == Ended,
            restricted ? "The LIVE is age restricted: TikTok shows it to signed-in viewers only." : null
        );
    }

    /// <summary>The gift catalogue: plain, else signed. Empty where TikTok refuses both.</summary>
    public async Task<IReadOnlyDictionary<long, GiftPrice>> GiftsAsync(
        long roomId,
        Browser browser,
        CancellationToken cancellationToken
    )
    {
        Uri address = Addresses.Web(
            Urls.WebcastUrl,
            "/webcast/gift/list/",
            browser.Device,
            ("room_id", roomId.ToString(CultureInfo.InvariantCulture))
        );
        (HttpStatusCode status, JsonElement reply) = await GetJsonAsync(address, browser, cancellationToken);
        if (status == HttpStatusCode.Forbidden && !Urls.DirectMode)
        {
            (Uri signed, _) = await sign.SignAsync(address, browser, cancellationToken);
            (_, reply) = await GetJsonAsync(signed, browser, cancellationToken);
        }
        return ReadGifts(reply);
    }

    internal static Dictionary<long, GiftPrice> ReadGifts(JsonElement reply)
    {
        var gifts = new Dictionary<long, GiftPrice>();
        JsonElement list = reply.At("data").At("gifts");
        if (list.ValueKind != JsonValueKind.Array)
        {
            return gifts;
        }
        foreach (JsonElement gift in list.EnumerateArray())
        {
            if (
                gift.At("id").Number() is { } id
                && gift.At("diamond_count").Number() is >= 0 and <= int.MaxValue and var coins
            )
            {
                gifts[id] = new GiftPrice(gift.At("name").Text(), (int)coins);
            }
        }
        return gifts;
    }

    private IEnumerable<Func<Task<RoomLookup>>> Ways(
        string handle,
        Browser browser,
        CancellationToken cancellationToken
    )
    {
        yield return () => FromPageAsync(handle, browser, cancellationToken);
        yield return () => FromApiAsync(handle, browser, cancellationToken);
        if (!Urls.DirectMode)
        {
            yield return () => sign.FindRoomAsync(handle, browser, cancellationToken);
        }
    }

    private async Task<RoomLookup> FromPageAsync(string handle, Browser browser, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = browser.Get(
            new Uri($"{Urls.WebUrl.TrimEnd('/')}/@{Uri.EscapeDataString(handle)}/live")
        );
        (HttpResponseMessage response, byte[] body) = await http.SendAsync(
            request,
            browser.Patience.ConnectTimeout,
            cancellationToken
        );
        using (response)
        {
            browser.Remember(response);
            return LivePage.Read(body);
        }
    }

    private async Task<RoomLookup> FromApiAsync(string handle, Browser browser, CancellationToken cancellationToken)
    {
        Uri address = Addresses.Web(
            Urls.WebUrl,
            "/api-live/user/room/",
            browser.Device,
            ("uniqueId", handle),
            ("sourceType", "54")
        );
        (HttpStatusCode status, JsonElement reply) = await GetJsonAsync(address, browser, cancellationToken);
        long? code = reply.At("statusCode").Number();
        if (code == UserNotFound)
        {
            throw new ConnectionFailure($"TikTok knows no user @{handle}.");
        }
        if (status != HttpStatusCode.OK || code is not (0 or null))
        {
            throw new ConnectionFailure($"TikTok's room lookup failed ({(int)status}, {code}).");
        }
        return LivePage.ReadRoom(reply.At("data").At("user"), reply.At("data").At("liveRoom"))
            ?? throw new ConnectionFailure("TikTok's room lookup names no room.");
    }

    private async Task<(HttpStatusCode Status, JsonElement Reply)> GetJsonAsync(
        Uri address,
        Browser browser,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = browser.Get(address);
        (HttpResponseMessage response, byte[] body) = await http.SendAsync(
            request,
            browser.Patience.ConnectTimeout,
            cancellationToken
        );
        using (response)
        {
            browser.Remember(response);
            return (response.StatusCode, Json.Parse(body));
        }
    }
}

/// <summary>What room info says.</summary>
internal sealed record RoomInfo(bool HasEnded, string? Warning);
