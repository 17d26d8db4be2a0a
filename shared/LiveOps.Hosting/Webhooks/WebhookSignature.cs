using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Hosting.Webhooks;

/// <summary>Proves to the receiver who sends and when. <c>docs/webhooks.md</c> tells how to check it.</summary>
public static class WebhookSignature
{
    public const string Header = "LiveOps-Signature";

    /// <summary>
    /// <c>t=SECONDS,v1=HEX</c>, with a v1 for each secret: HMAC-SHA256 of <c>SECONDS.BODY</c> under the secret's
    /// characters.
    /// </summary>
    /// <param name="secrets">Those that are valid, the current one first.</param>
    /// <param name="at">When the call is made; a receiver refuses one that is too old.</param>
    /// <param name="body">The bytes that are sent.</param>
    public static string Of(IReadOnlyList<string> secrets, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), (byte)'.', .. body];
        var header = new StringBuilder($"t={seconds}");
        foreach (var secret in secrets)
            header.Append(",v1=").Append(Hmac(secret, signed));
        return header.ToString();
    }

    private static string Hmac(string secret, byte[] signed) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
}
