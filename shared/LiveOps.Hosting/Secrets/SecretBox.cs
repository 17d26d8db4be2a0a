using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveOps.Hosting.Secrets;

/// <summary>
/// Encrypts what must not be readable in the database or its backups: AES-256-GCM under the installation's key. What
/// was sealed for one purpose and workspace opens for no other, so a row that is moved or copied gives nothing away.
/// </summary>
/// <remarks>
/// A sealed secret is: version (1 byte, 1), id of its key (8), nonce (12), tag (16), ciphertext. The id tells, after a
/// change of the key, which secrets still want the old one.
/// </remarks>
public sealed class SecretBox
{
    private const byte Version = 1;
    private const int KeyIdLength = 8;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + KeyIdLength;
    private const int Overhead = HeaderLength + NonceLength + TagLength;

    private readonly byte[] _key;
    private readonly byte[] _keyId;

    /// <summary>Takes the key from the options, which are known to be right by then.</summary>
    public SecretBox(IOptions<SecretsOptions> options)
    {
        _key = Convert.FromBase64String(options.Value.Key);
        // A hash under a name of its own: the id tells nothing about the key.
        _keyId = HMACSHA256.HashData(_key, "LiveOps key id"u8)[..KeyIdLength];
    }

    /// <summary>Names the key; not secret.</summary>
    public string KeyId => Convert.ToHexStringLower(_keyId);

    /// <summary>Encrypts a secret. Sealing it twice gives two different results.</summary>
    /// <param name="purpose">What the secret is for, lower-case with dashes: the same name opens it.</param>
    /// <param name="workspace">Whose secret it is.</param>
    /// <param name="secret">The secret itself.</param>
    public byte[] Seal(string purpose, Guid workspace, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[Overhead + plain.Length];
        box[0] = Version;
        _keyId.CopyTo(box, 1);
        var nonce = box.AsSpan(HeaderLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        // One a call: a cipher is not to be used by two threads at once.
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(
            nonce,
            plain,
            box.AsSpan(Overhead),
            box.AsSpan(HeaderLength + NonceLength, TagLength),
            About(box, purpose, workspace)
        );
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <summary>Decrypts what <see cref="Seal"/> made for the same purpose and workspace.</summary>
    /// <exception cref="CryptographicException">
    /// It was sealed with another key, for another purpose or workspace, or has been changed.
    /// </exception>
    public string Open(string purpose, Guid workspace, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead || box[0] != Version)
            throw new CryptographicException("This is no sealed secret.");
        if (!box[1..HeaderLength].SequenceEqual(_keyId))
            throw new CryptographicException(
                $"The secret was sealed with key {Convert.ToHexStringLower(box[1..HeaderLength])}, and {SecretsOptions.Section}:{nameof(SecretsOptions.Key)} is key {KeyId}."
            );
        var plain = new byte[box.Length - Overhead];
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Decrypt(
            box.Slice(HeaderLength, NonceLength),
            box[Overhead..],
            box.Slice(HeaderLength + NonceLength, TagLength),
            plain,
            About(box, purpose, workspace)
        );
        var secret = Encoding.UTF8.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return secret;
    }

    /// <summary>What the tag vouches for besides the ciphertext: header, workspace (16 bytes, big endian), purpose.</summary>
    private static byte[] About(ReadOnlySpan<byte> box, string purpose, Guid workspace) =>
        [.. box[..HeaderLength], .. workspace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(purpose)];
}

/// <summary>Registers <see cref="SecretBox"/>.</summary>
public static class SecretsRegistration
{
    /// <summary>For a service that keeps secrets of its workspaces; the service then does not start without a key.</summary>
    public static WebApplicationBuilder AddLiveOpsSecrets(this WebApplicationBuilder builder)
    {
        builder.Services.AddLiveOpsOptions<SecretsOptions>(SecretsOptions.Section);
        builder.Services.AddSingleton<SecretBox>();
        return builder;
    }
}
