using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LiveOps.Hosting.Identity;

/// <summary>Checks a token's signature, issuer, audience and life time.</summary>
public sealed class TokenValidator : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create();
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;

    /// <summary>Reads the public key.</summary>
    /// <exception cref="OptionsValidationException">The key is not a P-256 public key in base64.</exception>
    public TokenValidator(IOptions<AuthOptions> options)
    {
        try
        {
            _key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(options.Value.PublicKey), out _);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            throw new OptionsValidationException(
                AuthOptions.Section,
                typeof(AuthOptions),
                ["Auth:PublicKey: is not the base64 of a P-256 SubjectPublicKeyInfo."]
            );
        }
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudience = options.Value.Issuer,
            IssuerSigningKey = new ECDsaSecurityKey(_key)
            {
                // The library's cache is one per process and would keep the key of a validator that is gone.
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ClockSkew = TimeSpan.FromSeconds(30),
            NameClaimType = "name",
            RoleClaimType = "role",
        };
    }

    /// <summary>The identity in a token, or why it is not accepted.</summary>
    public Task<TokenValidationResult> ValidateAsync(string token) => _handler.ValidateTokenAsync(token, _parameters);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
