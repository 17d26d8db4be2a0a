using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.Overlays;

/// <summary>
/// The key of one overlay: 256 bits by chance, 43 characters of base64url. It opens that overlay's own stream and its
/// workspace's sounds, and is no token of a member: nothing else takes it.
/// </summary>
internal static class OverlayToken
{
    /// <summary>The header in which the page sends it: an address ends up in logs.</summary>
    public const string Header = "X-LiveOps-Overlay";

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept to find an overlay by; null for a text that is no token.</summary>
    public static byte[]? HashOf(string? token) =>
        token is { Length: 43 } && Base64Url.IsValid(token) ? SHA256.HashData(Encoding.ASCII.GetBytes(token)) : null;

    /// <summary>The overlay that a request of its page is for; null where its token opens none of this account.</summary>
    public static async Task<Overlay?> OverlayOfAsync(HttpContext http, Guid account, OverlayStore store) =>
        HashOf(http.Request.Headers[Header]) is { } hash
        && await store.FindAsync(hash, http.RequestAborted) is { } overlay
        && overlay.AccountId == account
            ? overlay
            : null;

    public static IResult Refusal() =>
        Results.Problem(
            "The link is wrong or has been replaced: copy the overlay's link from the page Overlays of the console into OBS.",
            statusCode: StatusCodes.Status401Unauthorized,
            title: "This overlay's link does not open it"
        );
}
