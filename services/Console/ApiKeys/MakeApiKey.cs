using System.Security.Claims;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.ApiKeys;

/// <summary><c>POST /api/keys</c>: nobody makes a key that may more than they may themselves.</summary>
internal static class MakeApiKey
{
    private const int LongestName = 100;

    /// <param name="Name">Which program it is for, 1 to 100 characters.</param>
    /// <param name="Role">Admin, Manager or Sender; not above the maker's.</param>
    /// <param name="Scopes">Names of permissions that the role has: GET /api/permissions lists them.</param>
    /// <param name="ExpiresAt">When it ends by itself; absent: never.</param>
    public sealed record KeyForm(
        string? Name,
        string? Role,
        IReadOnlyList<string>? Scopes,
        DateTimeOffset? ExpiresAt = null
    );

    /// <summary>The key, told this once: send it as <c>Authorization: Bearer</c>.</summary>
    public sealed record NewApiKey(string Secret, ApiKey Key);

    public static async Task<Results<Ok<NewApiKey>, ValidationProblem, ProblemHttpResult>> Handle(
        KeyForm form,
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] ApiKeyStore keys,
        [FromServices] TimeProvider clock,
        [FromServices] ILogger<KeyForm> log
    )
    {
        var now = clock.GetUtcNow();
        if (Faults(form, user, now) is { Count: > 0 } faults)
            return TypedResults.ValidationProblem(faults, title: "The key cannot be made");
        var secret = KeyText.New();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            Name = form.Name!.Trim(),
            Begins = secret[..KeyText.Kept],
            Role = form.Role!,
            Scopes = [.. form.Scopes!.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            MadeBy = user.MemberName(),
            MadeAt = now,
            ExpiresAt = form.ExpiresAt?.ToUniversalTime(),
        };
        if (!await keys.AddAsync(Actor.Of(http), key, KeyText.HashOf(secret)!, http.RequestAborted))
            return TypedResults.Problem(
                $"The workspace has {ApiKeyStore.Most} keys in use. Revoke those that no program needs any more.",
                statusCode: 409,
                title: "Too many API keys"
            );
        log.LogInformation("{Member} made the API key {Key}", user.MemberName(), key.Id);
        return TypedResults.Ok(new NewApiKey(secret, key));
    }

    /// <summary>What is wrong with the form, by field; empty when nothing is.</summary>
    internal static Dictionary<string, string[]> Faults(KeyForm form, ClaimsPrincipal maker, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (form.Name?.Trim() is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            faults["name"] = [$"Say which program the key is for, in 1 to {LongestName} characters on one line."];
        if (form.Role is null || !Roles.All.Contains(form.Role))
            faults["role"] = [$"must be one of {string.Join(", ", Roles.All)}."];
        else if (Rank(form.Role) < Rank(maker.FindFirstValue("role")))
            faults["role"] = ["is above your own: a key may not do more than whoever makes it."];
        if (form.Scopes is not { Count: > 0 })
            faults["scopes"] = ["Name at least one permission: GET /api/permissions lists them."];
        else if (
            form.Scopes.Select(scope => Fault(scope, form.Role, maker)).OfType<string>().Distinct().ToArray() is
            { Length: > 0 } wrong
        )
            faults["scopes"] = wrong;
        if (form.ExpiresAt <= now)
            faults["expiresAt"] = ["is past: give a later time, or leave it out."];
        return faults;
    }

    private static string? Fault(string scope, string? role, ClaimsPrincipal maker) =>
        Permissions.Find(scope ?? "") is not { } permission
            ? $"There is no permission '{scope}': GET /api/permissions lists them."
        : scope == Permissions.SignInOwn ? $"'{scope}' is for people: a program has no password and no profile."
        : permission.OperatorOnly ? $"'{scope}' is for the people who run the installation."
        : role is not null && !permission.Roles.Contains(role) ? $"The role {role} does not have '{scope}'."
        : maker.Has(permission.Name) ? null
        : $"You do not have '{scope}' yourself.";

    // 0 is the mightiest; who has no role is below all.
    private static int Rank(string? role) =>
        Enumerable.Range(0, Roles.All.Count).FirstOrDefault(n => Roles.All[n] == role, Roles.All.Count);
}
