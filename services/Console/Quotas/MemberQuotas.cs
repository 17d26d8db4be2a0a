using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Console.Team;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Quotas;

/// <summary><c>/api/quotas</c>: one's own; <c>/api/team/members/{id}/quotas</c>: a member's, which admins set.</summary>
internal static class MemberQuotas
{
    /// <summary>All limits of a member.</summary>
    /// <param name="Limits">By the quota's name; one that is absent or null: no limit of its own.</param>
    public sealed record QuotaLimits(IReadOnlyDictionary<string, int?>? Limits);

    public static async Task<Ok<List<MemberQuota>>> Own(HttpContext http, [FromServices] QuotaStore quotas)
    {
        var actor = Actor.Of(http);
        return TypedResults.Ok(await quotas.ReadAsync(actor.WorkspaceId, actor.UserId, http.RequestAborted));
    }

    public static async Task<IResult> Read(
        Guid id,
        HttpContext http,
        [FromServices] QuotaStore quotas,
        [FromServices] MemberStore members
    )
    {
        var workspace = Actor.Of(http).WorkspaceId;
        return await members.FindAsync(id, workspace, http.RequestAborted) is null
            ? MemberRefusals.NoSuchMember()
            : Results.Ok(await quotas.ReadAsync(workspace, id, http.RequestAborted));
    }

    public static async Task<IResult> Set(
        Guid id,
        QuotaLimits request,
        HttpContext http,
        [FromServices] QuotaStore quotas,
        [FromServices] QuotaWatch watch,
        [FromServices] IOptions<ConsoleOptions> options
    )
    {
        var limits = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, most) in request.Limits ?? new Dictionary<string, int?>(StringComparer.Ordinal))
            if (most is { } limit)
                limits[name] = limit;
        if (Faults(limits, options.Value.MemberRequestsPerMinute) is { Count: > 0 } faults)
            return Results.ValidationProblem(faults, title: "The quotas cannot be set");
        if (!await quotas.SetAsync(Actor.Of(http), id, limits, http.RequestAborted))
            return MemberRefusals.NoSuchMember();
        await watch.ReadAsync(http.RequestAborted);
        return Results.Ok(await quotas.ReadAsync(Actor.Of(http).WorkspaceId, id, http.RequestAborted));
    }

    /// <summary>What is wrong with the limits, by quota; empty when nothing is.</summary>
    /// <param name="limits">As they would be set.</param>
    /// <param name="installation">Requests a minute that the installation takes from any member.</param>
    internal static Dictionary<string, string[]> Faults(IReadOnlyDictionary<string, int> limits, int installation)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, limit) in limits)
        {
            if (QuotaTable.Find(name) is not { } quota)
            {
                faults[name] =
                [
                    $"There is no such quota: there are {string.Join(", ", QuotaTable.All.Select(one => one.Name))}.",
                ];
                continue;
            }
            var most = quota == QuotaTable.Requests ? Math.Min(quota.Most, installation) : quota.Most;
            if (limit < quota.Least || limit > most)
                faults[name] = [$"must be {quota.Least} to {most}, or be left out for no limit of the member's own."];
        }
        return faults;
    }
}
