using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;

namespace LiveOps.Hosting.Webhooks;

/// <summary>Which private hosts a service's webhooks may call. Each service has them in a section of its own.</summary>
public abstract partial class WebhookHosts : IValidatableObject
{
    /// <summary>The configuration key of <see cref="AllowedPrivateHosts"/>, to tell an operator what to set.</summary>
    public abstract string Setting { get; }

    /// <summary>
    /// Hosts in private networks that may be called all the same, and by <c>http</c> too: studio equipment. Each is
    /// <c>name:port</c>, and the name is compared as it stands in the address.
    /// </summary>
    public IList<string> AllowedPrivateHosts { get; init; } = [];

    /// <param name="host">As <see cref="WebhookUrl.Host"/> gives it.</param>
    /// <param name="port">The port of the address.</param>
    public bool Allows(string host, int port) =>
        AllowedPrivateHosts.Any(entry =>
            Parse(entry) is { } allowed
            && allowed.Port == port
            && allowed.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>
    /// Why an address can never be called, so that it is refused when it is written; null: it may be. Where a name leads
    /// is looked up, and decided by the same rule, at each call.
    /// </summary>
    /// <param name="url">An address without faults.</param>
    public string? Refusal(string url)
    {
        var uri = new Uri(url);
        var allowed = Allows(WebhookUrl.Host(url), uri.Port);
        var address = IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal) ? literal : null;
        if (address is null && uri.IsLoopback)
            address = IPAddress.Loopback;
        if (address is not null && !WebhookAddress.MayCall(address, allowed))
            return $"leads to an address that is not public; an operator can allow a private host with {Setting}.";
        return !allowed && uri.Scheme != Uri.UriSchemeHttps
            ? $"must begin with https://; an operator can allow a private host over http with {Setting}."
            : null;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var n = 0; n < AllowedPrivateHosts.Count; n++)
            if (Parse(AllowedPrivateHosts[n]) is null)
                yield return new(
                    "must be name:port, for example lights.studio.lan:8080 or [fd00::7]:443.",
                    [$"{nameof(AllowedPrivateHosts)}:{n}"]
                );
    }

    private static Uri? Parse(string entry) =>
        HostAndPort().IsMatch(entry)
        && Uri.TryCreate($"http://{entry}", UriKind.Absolute, out var uri)
        && uri.Port is > 0 and <= 65_535
            ? uri
            : null;

    [GeneratedRegex(@"^(\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\[\]\\%]+):[0-9]{1,5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostAndPort();
}
