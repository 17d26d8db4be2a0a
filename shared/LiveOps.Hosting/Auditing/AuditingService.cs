using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.Hosting.Auditing;

/// <summary>A service behind the Console whose changes are in the audit log.</summary>
public static class AuditingService
{
    /// <summary>Adds <see cref="ChangeLog"/>, which knows from where a change was made.</summary>
    /// <remarks>
    /// Members come by the Console, which says in <c>X-Forwarded-For</c> who asked it and lets no caller say so. Whoever
    /// reaches the service past the Console may write another address there: its port is for the Console alone.
    /// </remarks>
    public static IServiceCollection AddChangeLog(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddSingleton<ChangeLog>().AddSingleton<IStartupFilter, TellsTheCaller>();

    private sealed class TellsTheCaller : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                app.UseForwardedHeaders(options);
                next(app);
            };
    }
}
