using System.Globalization;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Webcast;

/// <summary>Picture addresses in the shape that TikTok's have: long, signed, several mirrors each. None of them resolves.</summary>
internal static class Pictures
{
    public static Image Avatar(string seed, string size, int mirrors)
    {
        var image = new Image { Uri = $"tos-rehearsal-avt-0068/{seed}" };
        for (var mirror = 0; mirror < mirrors; mirror++)
        {
            image.UrlList.Add(Address(seed, size, mirror));
        }
        return image;
    }

    public static Image Gift(long giftId) =>
        new()
        {
            Uri = $"webcast-rehearsal/gift_{giftId}.png",
            UrlList = { $"https://p16-webcast.rehearsal.invalid/img/gift_{giftId}.png~tplv-obj.webp" },
        };

    /// <summary>Adds mirrors to a picture until the message it belongs to has at least the wanted size.</summary>
    public static void PadTo(Image image, Func<int> size, int atLeast, string seed)
    {
        for (var mirror = 10; size() < atLeast; mirror++)
        {
            image.UrlList.Add(Address(seed, "100x100", mirror));
        }
    }

    private static string Address(string seed, string size, int mirror) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"https://p{16 + mirror}-sign.rehearsal.invalid/tos-avt-0068/{seed}~tplv-tiktokx-cropcenter:{size}.webp?dr=14579&refresh_token={(uint)(seed.Length * 7919 + mirror * 104729):x8}&x-expires=1790000000&x-signature={seed}{mirror:x4}%3D&t=4d5b0474&ps=13740610&shp=a5d48078"
        );
}
