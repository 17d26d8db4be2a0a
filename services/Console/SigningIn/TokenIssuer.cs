using System.Security.Cryptography;
using LiveOps.Hosting.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LiveOps.Console.SigningIn;

/// <summary>Signs the tokens that every service checks with the public key.</summary>
internal sealed class TokenIssuer : IDisposable
{
    /// <summary>Claim with the user's security stamp: a changed password ends the tokens before it.</summary>
    public const string StampClaim = "stamp";

    /// <summary>Claim that tells a member's sign-ins apart.</summary>
    public const string SessionClaim = "sid";

    private readonly ECDsa _key = ECDsa.Create();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly string _issuer;
    private readonly TimeSpan _life;
    private readonly Guid? _operators;
    private readonly TimeProvider _clock;

    /// <exception cref="OptionsValidationException">The private key is missing, no P-256 key, or not the public key's.</exception>
    public TokenIssuer(IOptions<AuthOptions> auth, IOptions<ConsoleOptions> console, TimeProvider clock)
    {
        try
        {
            _key.ImportPkcs8PrivateKey(Convert.FromBase64String(auth.Value.PrivateKey), out _);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            throw Invalid(
                "Auth:PrivateKey: is not the base64 of a P-256 PKCS#8 private key. Only the Console needs it."
            );
        }
        if (Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()) != auth.Value.PublicKey.Trim())
            throw Invalid("Auth:PrivateKey: does not belong to Auth:PublicKey. No service would accept its tokens.");
        _credentials = new SigningCredentials(new ECDsaSecurityKey(_key), SecurityAlgorithms.EcdsaSha256)
        {
            // The library's cache is one for the process and would outlive this key.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        _issuer = auth.Value.Issuer;
        _life = TimeSpan.FromHours(console.Value.SessionHours);
        _operators = console.Value.OperatorWorkspace;
        _clock = clock;
    }

    /// <summary>A token for one member in one workspace, and when it ends.</summary>
    /// <param name="member">Whose; one who must set up a second factor gets a token for that alone.</param>
    /// <param name="sessionId">The session's row.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(Member member, Guid sessionId)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = member.UserId.ToString(),
            ["name"] = member.Name,
            [StampClaim] = member.SecurityStamp,
            [SessionClaim] = sessionId.ToString("N"),
        };
        if (member.MustSetUpSecondFactor)
        {
            claims[LiveOpsIdentity.WaitingClaim] = member.WorkspaceId.ToString();
        }
        else
        {
            claims[LiveOpsIdentity.WorkspaceClaim] = member.WorkspaceId.ToString();
            claims["role"] = member.Role;
            if (member.Role == Roles.Admin && member.WorkspaceId == _operators)
                claims[PermissionEndpoints.OperatorClaim] = "true";
        }
        var expiresAt = _clock.GetUtcNow() + _life;
        return (Sign(claims, expiresAt), expiresAt);
    }

    /// <summary>A token with these claims that ends then.</summary>
    public string Sign(Dictionary<string, object> claims, DateTimeOffset expiresAt)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = _issuer,
                Audience = _issuer,
                IssuedAt = now,
                NotBefore = now,
                Expires = expiresAt.UtcDateTime,
                SigningCredentials = _credentials,
                Claims = claims,
            }
        );
    }

    public void Dispose() => _key.Dispose();

    private static OptionsValidationException Invalid(string message) =>
        new(AuthOptions.Section, typeof(AuthOptions), [message]);
}
