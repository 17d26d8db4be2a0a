using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Console.Gateways;

/// <summary>A gateway's password at the broker, made here and told once.</summary>
internal static class BrokerPassword
{
    /// <summary>The broker's name of the scheme that <see cref="Hash"/> follows; its default.</summary>
    public const string Algorithm = "rabbit_password_hashing_sha256";

    private const int SaltLength = 4;

    /// <summary>256 random bits, so that the hash needs no stretching.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// The form in which RabbitMQ keeps passwords: base64 of a 32-bit salt and SHA-256 over salt and password
    /// (https://www.rabbitmq.com/docs/passwords#computing-password-hash). Users can be made again from it.
    /// </summary>
    public static string Hash(string password) => Hash(password, RandomNumberGenerator.GetBytes(SaltLength));

    internal static string Hash(string password, ReadOnlySpan<byte> salt)
    {
        byte[] salted = [.. salt, .. Encoding.UTF8.GetBytes(password)];
        return Convert.ToBase64String([.. salt, .. SHA256.HashData(salted)]);
    }
}
