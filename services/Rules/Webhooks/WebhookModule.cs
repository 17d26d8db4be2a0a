using LiveOps.Hosting;
using LiveOps.Hosting.Secrets;

namespace LiveOps.Rules.Webhooks;

/// <summary>What this room adds to a host.</summary>
internal static class WebhookModule
{
    public static WebApplicationBuilder AddWebhooks(this WebApplicationBuilder builder)
    {
        builder.AddLiveOpsSecrets();
        var services = builder.Services;
        services.AddLiveOpsOptions<WebhookOptions>(WebhookOptions.Section);
        services.AddSingleton<WebhookTelemetry>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookTest>();
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<WebhookList>();
        services.AddHostedService<WebhookDelivery>();
        services.AddHostedService<WebhookHousekeeping>();
        return builder;
    }
}
