using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Time-based one-time passwords as every authenticator app makes them: RFC 6238 over RFC 4226, HMAC-SHA-1, 30 s, six
/// digits.
/// </summary>
internal static class Totp
{
    public const int Digits = 6;

    /// <summary>RFC 4226, 4: at least 128 bits, 160 recommended.</summary>
    private const int SecretLength = 20;
    private const int StepSeconds = 30;

    // A phone's clock may be half a minute off, and typing takes a while: RFC 6238, 5.2 recommends one step.
    private const int Drift = 1;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeAt(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        // RFC 4226, 5.3: the last four bits say where the 31 bits of the code begin.
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (value % 1_000_000).ToString($"D{Digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that a code is of, now or one aside, after the last one used; null when of none.</summary>
    public static long? FindStep(byte[] secret, string code, DateTimeOffset now, long lastStep)
    {
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
            if (
                CryptographicOperations.FixedTimeEquals(
                    Encoding.ASCII.GetBytes(CodeAt(secret, step)),
                    Encoding.ASCII.GetBytes(code)
                )
                && step > lastStep
            )
                found ??= step;
        return found;
    }

    /// <summary>RFC 4648 base32 without padding, which is how apps take a secret by hand.</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int bits = 0,
            held = 0;
        foreach (var one in bytes)
        {
            held = (held << 8) | one;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Base32[(held >> (bits - 5)) & 31]);
            held &= (1 << bits) - 1;
        }
        if (bits > 0)
            text.Append(Base32[(held << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>What the QR code holds (Google Authenticator's "Key URI format").</summary>
    public static string Uri(byte[] secret, string member, string workspace) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"LiveOps:{member}")}?secret={ToBase32(secret)}"
        + $"&issuer={System.Uri.EscapeDataString($"LiveOps {workspace}")}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
