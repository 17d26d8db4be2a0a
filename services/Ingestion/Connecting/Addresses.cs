using System.Globalization;
using System.Text;

namespace LiveOps.Ingestion.Connecting;

/// <summary>Builds the addresses that a web player would ask for. Pure.</summary>
internal static class Addresses
{
    public static Uri Web(string baseUrl, string path, Device device, params (string Key, string Value)[] own)
    {
        (string, string)[] common =
        [
            ("aid", "1988"),
            ("app_language", device.Language),
            ("app_name", "tiktok_web"),
            ("browser_language", device.BrowserLanguage),
            ("browser_name", "Mozilla"),
            ("browser_online", "true"),
            ("browser_platform", device.Platform),
            ("browser_version", device.BrowserVersion),
            ("channel", "tiktok_web"),
            ("cookie_enabled", "true"),
            ("data_collection_enabled", "true"),
            ("device_id", device.Id),
            ("device_platform", "web_pc"),
            ("focus_state", "true"),
            ("from_page", "user"),
            ("history_len", "10"),
            ("is_fullscreen", "false"),
            ("is_page_visible", "true"),
            ("os", device.System),
            ("priority_region", device.Region),
            ("referer", "https://www.tiktok.com/"),
            ("region", device.Region),
            ("root_referer", "https://www.tiktok.com/"),
            ("screen_height", Number(device.ScreenHeight)),
            ("screen_width", Number(device.ScreenWidth)),
            ("tz_name", device.TimeZone),
            ("webcast_language", device.Language),
        ];
        return new Uri($"{baseUrl.TrimEnd('/')}{path}?{Query([.. common, .. own])}");
    }

    /// <summary>The socket's address. The browser's name goes into a header, where it belongs, not in here.</summary>
    public static Uri Socket(SignedConnect signed, Device device, long roomId, int roundTrip, bool direct)
    {
        (string, string)[] own =
        [
            ("version_code", "270000"),
            ("aid", "1988"),
            ("app_language", device.Language),
            ("app_name", "tiktok_web"),
            ("browser_platform", device.Platform),
            ("browser_language", device.BrowserLanguage),
            ("browser_name", "Mozilla"),
            ("browser_version", device.BrowserVersion),
            ("browser_online", "true"),
            ("cookie_enabled", "true"),
            ("tz_name", device.TimeZone),
            ("device_platform", "web"),
            ("identity", "audience"),
            ("live_id", "12"),
            ("webcast_language", device.Language),
            ("ws_direct", direct ? "1" : "0"),
            ("sup_ws_ds_opt", "1"),
            ("update_version_code", "2.0.0"),
            ("did_rule", "3"),
            ("screen_height", Number(device.ScreenHeight)),
            ("screen_width", Number(device.ScreenWidth)),
            ("heartbeat_duration", "0"),
            ("resp_content_type", "protobuf"),
            ("history_comment_count", "6"),
            ("client_enter", "1"),
            ("last_rtt", Number(roundTrip)),
            ("compress", "gzip"),
            ("room_id", Number(roomId)),
            ("internal_ext", signed.InternalExt),
            ("cursor", signed.Cursor),
            .. signed.RouteParams.Select(param => (param.Key, param.Value)),
        ];
        return new Uri($"{signed.PushServer}?{Query(own)}");
    }

    public static string Query(IEnumerable<(string Key, string Value)> parameters)
    {
        var query = new StringBuilder();
        foreach ((string key, string value) in parameters)
        {
            query.Append(query.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(key)).Append('=');
            query.Append(Uri.EscapeDataString(value));
        }
        return query.ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
