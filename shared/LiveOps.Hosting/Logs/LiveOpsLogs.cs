using LiveOps.Contracts.Services;
using LiveOps.Hosting.Bus;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.Hosting.Logs;

/// <summary>A service's log: files of its own, lines for the Console, and levels that change at run time.</summary>
internal static class LiveOpsLogs
{
    /// <summary>Files, where a folder is set; and levels that can be changed.</summary>
    public static void AddLiveOpsLogs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLiveOpsOptions<LogFilesOptions>(LogFilesOptions.Section);
        services.AddSingleton<ILoggerProvider>(provider => new LogFiles(
            provider.GetRequiredService<ServiceName>().Value,
            provider.GetRequiredService<IOptions<LogFilesOptions>>().Value
        ));
        services.AddSingleton<LogLevels>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(provider =>
            provider.GetRequiredService<LogLevels>()
        );
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(provider =>
            provider.GetRequiredService<LogLevels>()
        );
    }

    /// <summary>Tells the Console what is written, and hears from it which levels are changed.</summary>
    public static void AddLogTail(this IServiceCollection services)
    {
        services.AddSingleton<LogTail>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogTail>());
        services.AddHostedService<LogTraces>();
        services.AddHostedService<LogReports>();
    }

    public static void AddLogConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<SetLogLevelsConsumer>().ExcludeFromConfigureEndpoints();

    public static void ReceiveLogLevels(this IRabbitMqBusFactoryConfigurator rabbit, IBusRegistrationContext context) =>
        rabbit.TransientEndpoint(
            $"{context.GetRequiredService<ServiceName>().Value}.log-levels",
            endpoint => endpoint.ConfigureConsumer<SetLogLevelsConsumer>(context)
        );
}
