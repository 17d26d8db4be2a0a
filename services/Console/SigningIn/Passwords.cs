using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// ASP.NET's own password hash (PBKDF2, HMAC-SHA512, salted). A name that does not exist costs the same time as a
/// wrong password, so an answer does not tell which names exist.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int MaxLength = 256;

    private static readonly object _nobody = new();
    private readonly PasswordHasher<object> _hasher = new();
    private readonly string _hashOfNobody;

    // A hash costs tens of milliseconds of a core: a burst of sign-ins must leave the other core to the live screen.
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));

    public Passwords() => _hashOfNobody = Hash(Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)));

    public string Hash(string password) => _hasher.HashPassword(_nobody, password);

    /// <summary>Whether the password fits; <paramref name="hash"/> null stands for a user that does not exist.</summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            var result = _hasher.VerifyHashedPassword(_nobody, hash ?? _hashOfNobody, password);
            return hash is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <summary>For a member who has lost the password: 20 characters that are not mistaken for one another (99 bits).</summary>
    public static string NewOneTime() =>
        string.Join(
            '-',
            RandomNumberGenerator
                .GetString("abcdefghijkmnpqrstuvwxyz23456789", 20)
                .Chunk(5)
                .Select(part => new string(part))
        );

    public static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public void Dispose() => _atOnce.Dispose();
}
