using LiveOps.Hosting.Webhooks;

namespace LiveOps.Rules.Webhooks;

/// <summary>Configuration section <c>Rules:Webhooks</c>.</summary>
internal sealed class WebhookOptions : WebhookHosts
{
    public const string Section = $"{RulesOptions.Section}:Webhooks";

    public override string Setting => $"{Section}:{nameof(AllowedPrivateHosts)}";
}
