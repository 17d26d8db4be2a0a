using System.ComponentModel.DataAnnotations;
using LiveOps.Hosting.Webhooks;

namespace LiveOps.Console.Alerts;

/// <summary>How alerts are raised. Section <c>Alerts</c>.</summary>
internal sealed class AlertsOptions
{
    public const string Section = "Alerts";

    /// <summary>
    /// After a start, for how long nobody is said to be silent: whoever speaks has to be heard first. Longer where PCs take
    /// their time to find back to the broker.
    /// </summary>
    [Range(10, 600, ErrorMessage = "must be 10 to 600 seconds.")]
    public int ListenSeconds { get; init; } = 30;

    /// <summary>For the calls, see <see cref="AlertHosts"/>.</summary>
    public AlertHosts Webhooks { get; init; } = new();
}

/// <summary>Which private hosts the alerts' calls may go to. Section <c>Alerts:Webhooks</c>.</summary>
internal sealed class AlertHosts : WebhookHosts
{
    public const string Section = "Alerts:Webhooks";

    public override string Setting => $"{Section}:{nameof(AllowedPrivateHosts)}";
}

/// <summary>The mail server of the installation. Section <c>Mail</c>; without a host no mail is sent.</summary>
internal sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>The server's name; empty where there is none.</summary>
    public string Host { get; init; } = "";

    [Range(1, 65_535, ErrorMessage = "must be 1 to 65535.")]
    public int Port { get; init; } = 587;

    /// <summary>How the line is secured.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>Who signs in at the server; empty where it asks for nobody.</summary>
    public string User { get; init; } = "";
    public string Password { get; init; } = "";

    /// <summary>The sender's address.</summary>
    public string From { get; init; } = "";

    public bool IsSet => Host.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsSet && !MailAddresses.IsOne(From))
            yield return new("must be a mail address: what alerts are sent from.", [nameof(From)]);
        if (User.Length > 0 && Security == MailSecurity.None)
            yield return new(
                "must be StartTls or Tls where a user signs in: without it the password goes over the line as it is.",
                [nameof(Security)]
            );
    }
}

/// <summary>How the line to the mail server is secured.</summary>
internal enum MailSecurity
{
    /// <summary>Begins open and is secured before anything is said; fails where the server cannot. Port 587.</summary>
    StartTls,

    /// <summary>Secured from the first byte. Port 465.</summary>
    Tls,

    /// <summary>Not at all: for a server on this machine.</summary>
    None,
}
