using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace LiveOps.Console.ApiKeys;

/// <summary>
/// Gives the token that stands for a key behind this origin. The services know nothing of keys: they check the token's
/// role and scopes. A key is looked at again every few seconds, so that a revoked one ends here almost at once; what
/// already has its token ends with it.
/// </summary>
internal sealed class ApiKeyTokens(ApiKeyStore keys, TokenIssuer issuer, TimeProvider clock, ILogger<ApiKeyTokens> log)
    : IDisposable
{
    /// <summary>Life of a token.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>How old what is known of a key may be.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan _longestRequest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    // Unknown keys cost a look into the database: one address has 60 of them a minute.
    private readonly PartitionedRateLimiter<string> _guesses = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) }
        )
    );

    /// <summary>The token of a key; null for one that is unknown, ended or revoked.</summary>
    /// <exception cref="NpgsqlException">The key is not known yet and the database is away.</exception>
    public async Task<string?> OfAsync(string secret, string address, CancellationToken cancellationToken)
    {
        if (KeyText.HashOf(secret) is not { } hash)
            return null;
        var id = Convert.ToHexString(hash);
        var now = clock.GetUtcNow();
        var known = _known.GetValueOrDefault(id);
        if (known is null)
        {
            using var guess = _guesses.AttemptAcquire(address);
            if (!guess.IsAcquired)
                return null;
        }
        else if (now - known.CheckedAt < Fresh && known.IsValid(now))
            return known.Token;
        try
        {
            if (await keys.UseAsync(hash, now, cancellationToken) is not var (workspaceId, key))
            {
                _known.TryRemove(id, out _);
                return null;
            }
            var next =
                known is not null && known.Ends - now > _longestRequest
                    ? known with
                    {
                        CheckedAt = now,
                    }
                    : Make(workspaceId, key, now);
            _known[id] = next;
            return next.IsValid(now) ? next.Token : null;
        }
        catch (NpgsqlException error) when (known?.IsValid(now) == true)
        {
            // The emergency stop, above all, must not wait for the database.
            log.LogWarning("API keys cannot be looked at, revoked ones may last longer: {Reason}", error.Message);
            return known.Token;
        }
    }

    /// <summary>Forgets what is known of a key, at once.</summary>
    public void Forget(Guid keyId)
    {
        foreach (var (id, known) in _known)
            if (known.KeyId == keyId)
                _known.TryRemove(id, out _);
    }

    public void Dispose() => _guesses.Dispose();

    private Known Make(Guid workspaceId, ApiKey key, DateTimeOffset now)
    {
        var ends = key.ExpiresAt is { } expiry && expiry - now < Life ? expiry : now + Life;
        var token = issuer.Sign(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = key.Id.ToString(),
                ["name"] = $"API key {key.Name}",
                [LiveOpsIdentity.WorkspaceClaim] = workspaceId.ToString(),
                ["role"] = key.Role,
                [PermissionEndpoints.ScopeClaim] = string.Join(' ', key.Scopes),
            },
            ends
        );
        return new Known(key.Id, token, ends, now);
    }

    private sealed record Known(Guid KeyId, string Token, DateTimeOffset Ends, DateTimeOffset CheckedAt)
    {
        public bool IsValid(DateTimeOffset now) => Ends > now;
    }
}
