using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Deciding;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Triggers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Signalling;

/// <summary>Secret addresses: another program lets a rule fire.</summary>
internal static class AddressEndpoints
{
    /// <summary>Longest text that a caller can send, characters.</summary>
    private const int MaxText = 500;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/{id:guid}/address", Renew)
            .RequirePermission(Permissions.WebhooksEdit)
            .WithSummary("Makes a new secret address for a rule with the trigger webhook; shown once");
        api.MapDelete("/{id:guid}/address", Delete)
            .RequirePermission(Permissions.WebhooksEdit)
            .WithSummary("Takes the secret address from a rule");
        api.MapPost("/addresses/{token}", Call)
            .AllowAnonymous()
            .WithSummary(
                "A rule's secret address: whoever knows it lets the rule fire. The body is text for {comment}"
            );
    }

    private static async Task<Results<Ok<AddressView>, ValidationProblem, NotFound>> Renew(
        Guid id,
        Guid? accountId,
        ClaimsPrincipal user,
        RuleStore rules,
        RuleAddresses addresses,
        ChangeLog changes,
        CancellationToken cancellation
    )
    {
        if (await rules.FindAsync(user.WorkspaceId(), id, cancellation) is not { } rule)
            return TypedResults.NotFound();
        if (rule.Trigger is not WebhookTrigger)
            return RuleAnswer.Fault("id", "is a rule that no program can call: give it the trigger webhook.");
        if ((rule.AccountId ?? accountId) is not { } account)
            return RuleAnswer.Fault("accountId", "is missing: the rule is shared, say for which account.");
        var key = new AccountKey(user.WorkspaceId(), account);
        var made = new Change("secret address made", "rule", id.ToString(), rule.Name);
        await changes.AddAsync(user.WorkspaceId(), Author.Of(user), made, cancellation);
        var token = await addresses.RenewAsync(key, id, user.MemberName(), cancellation);
        return TypedResults.Ok(new AddressView($"/api/rules/addresses/{token}"));
    }

    private static async Task<Results<NoContent, NotFound>> Delete(
        Guid id,
        ClaimsPrincipal user,
        RuleAddresses addresses,
        ChangeLog changes,
        CancellationToken cancellation
    )
    {
        if (!await addresses.DeleteAsync(user.WorkspaceId(), id, cancellation))
            return TypedResults.NotFound();
        var gone = new Change("secret address taken away", "rule", id.ToString(), null);
        await changes.AddAsync(user.WorkspaceId(), Author.Of(user), gone, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<SignalView>, ValidationProblem, NotFound, StatusCodeHttpResult>> Call(
        string token,
        HttpRequest request,
        RuleAddresses addresses,
        AddressLimits limits,
        SignalSender signals,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        // Before the database is asked: guessing tokens costs nobody anything but the guesser.
        if (!limits.MayCall(token))
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        if (await addresses.FindAsync(token, cancellation) is not { } known)
            return TypedResults.NotFound();
        var text = await ReadAsync(request, cancellation);
        if (text is null)
            return RuleAnswer.Fault("body", $"must be a text of at most {MaxText} characters.");
        var signal = new AccountSignal
        {
            SignalId = SignalId(token, request.Headers["Idempotency-Key"]),
            WorkspaceId = known.Account.WorkspaceId,
            AccountId = known.Account.AccountId,
            Kind = AccountSignalKind.Webhook,
            At = clock.GetUtcNow(),
            RuleId = known.RuleId,
            Text = text,
        };
        await signals.SendAsync(signal, cancellation);
        return TypedResults.Accepted((string?)null, new SignalView(signal.SignalId));
    }

    /// <returns>Null when it is too long.</returns>
    private static async Task<string?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > 4 * MaxText)
            return null;
        var buffer = new char[MaxText + 1];
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var length = await reader.ReadBlockAsync(buffer, cancellation);
        return length > MaxText ? null : new string(buffer, 0, length).Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>A caller that repeats itself after a lost answer names the same key, and the rule fires once.</summary>
    private static Guid SignalId(string token, string? key) =>
        string.IsNullOrEmpty(key)
            ? Guid.CreateVersion7()
            : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{token}/{key}")).AsSpan(0, 16));
}

/// <summary>Where a rule can be called.</summary>
/// <param name="Path">Below the console's own address. Secret; shown this once.</param>
internal sealed record AddressView(string Path);

/// <summary>An address takes ten calls a second, a burst of twenty.</summary>
internal sealed class AddressLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _calls = PartitionedRateLimiter.Create<string, string>(token =>
        RateLimitPartition.GetTokenBucketLimiter(
            Convert.ToHexStringLower(RuleAddresses.Hash(token)),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 20,
                TokensPerPeriod = 10,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                AutoReplenishment = true,
            }
        )
    );

    public bool MayCall(string token)
    {
        using var lease = _calls.AttemptAcquire(token);
        return lease.IsAcquired;
    }

    public void Dispose() => _calls.Dispose();
}
