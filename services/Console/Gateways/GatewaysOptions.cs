using System.ComponentModel.DataAnnotations;

namespace LiveOps.Console.Gateways;

/// <summary>How gateways are enrolled. Section <c>Gateways</c>.</summary>
internal sealed class GatewaysOptions : IValidatableObject
{
    public const string Section = "Gateways";

    /// <summary>
    /// The broker's management API, for example <c>http://rabbit:15672</c>; empty where gateways are not enrolled. It is
    /// asked as the user of <c>ConnectionStrings:rabbit</c>, who must be an administrator of the broker.
    /// </summary>
    public string? ManagementUrl { get; init; }

    /// <summary>
    /// The broker as the studios' PCs reach it: <c>amqp://host:port/</c>, without a name and a password; empty: as the
    /// Console itself reaches it.
    /// </summary>
    public string? BrokerUrl { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ManagementUrl is { Length: > 0 } && !Is(ManagementUrl, "http", "https"))
            yield return new ValidationResult(
                "is no address: set it to that of the broker's management, for example http://rabbit:15672.",
                [nameof(ManagementUrl)]
            );
        if (BrokerUrl is { Length: > 0 } && !(Is(BrokerUrl, "amqp") && new Uri(BrokerUrl).UserInfo.Length == 0))
            yield return new ValidationResult(
                "must be amqp://host:port/ without a name and a password: every gateway gets its own.",
                [nameof(BrokerUrl)]
            );
    }

    private static bool Is(string url, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme);
}
