using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Quotas;

/// <summary>How much of something each member may do.</summary>
internal static class QuotasModule
{
    public static IServiceCollection AddQuotas(this IServiceCollection services)
    {
        services.AddSingleton<QuotaStore>();
        services.AddSingleton<QuotaWatch>();
        services.AddSingleton<OperationPermissions>();
        services.AddHostedService(provider => provider.GetRequiredService<QuotaWatch>());
        return services;
    }

    /// <summary>Where it is known that the caller may.</summary>
    public static void UseQuotas(this WebApplication app) => app.UseMiddleware<QuotaGate>();

    public static void MapQuotas(this WebApplication app)
    {
        app.MapGet("/api/quotas", MemberQuotas.Own)
            .RequirePermission(Permissions.SignInOwn)
            .WithTags("Quotas")
            .WithName("readOwnQuotas")
            .WithSummary("One's own quotas, and what was used of them today");
        var member = app.MapGroup("/api/team/members/{id:guid}/quotas").WithTags("Quotas");
        member
            .MapGet("", MemberQuotas.Read)
            .RequirePermission(Permissions.TeamRead)
            .WithName("readMemberQuotas")
            .WithSummary("The quotas of a member, and what was used of them today")
            .Produces<IReadOnlyList<MemberQuota>>()
            .ProducesProblem(404);
        member
            .MapPut("", MemberQuotas.Set)
            .RequirePermission(Permissions.TeamEdit)
            .WithName("setMemberQuotas")
            .WithSummary("Sets all limits of a member anew; those left out end")
            .Produces<IReadOnlyList<MemberQuota>>()
            .ProducesValidationProblem()
            .ProducesProblem(404);
    }
}
