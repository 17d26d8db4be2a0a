using System.Globalization;
using System.Net.Sockets;
using LiveOps.Hosting.Webhooks;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace LiveOps.Console.Alerts;

/// <summary>Sends alerts by mail, one message for all who want it.</summary>
internal sealed class AlertMail(IOptions<MailOptions> options)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    public bool IsSet => options.Value.IsSet;

    /// <param name="notice">What to tell; its id becomes the message's, so that a mail that comes twice is known as one.</param>
    /// <param name="to">Who.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What came of it, in words for people.</returns>
    public async Task<WebhookResult> SendAsync(
        AlertNotice notice,
        IReadOnlyList<string> to,
        CancellationToken cancellationToken
    )
    {
        var mail = options.Value;
        if (!mail.IsSet)
            return WebhookResult.Final("No mail server is set up here: set Mail__Host and Mail__From.");
        using var message = MessageOf(notice, to, mail.From);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(
                mail.Host,
                mail.Port,
                mail.Security switch
                {
                    MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                    MailSecurity.None => SecureSocketOptions.None,
                    _ => SecureSocketOptions.StartTls,
                },
                patience.Token
            );
            if (mail.User.Length > 0)
                await client.AuthenticateAsync(mail.User, mail.Password, patience.Token);
            await client.SendAsync(message, patience.Token);
            await client.DisconnectAsync(quit: true, patience.Token);
            return new WebhookResult();
        }
        catch (AuthenticationException)
        {
            return WebhookResult.Later("The mail server does not take the name and password of Mail__User.");
        }
        catch (SmtpCommandException error)
        {
            return (int)error.StatusCode >= 500
                ? WebhookResult.Final($"The mail server refused it: {error.Message}")
                : WebhookResult.Later($"The mail server does not take it now: {error.Message}");
        }
        catch (Exception error)
            when (error
                    is SocketException
                        or IOException
                        or ProtocolException
                        or SslHandshakeException
                        or NotSupportedException
            )
        {
            return WebhookResult.Later($"The mail server does not answer as it should: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WebhookResult.Later(
                string.Create(CultureInfo.InvariantCulture, $"No answer within {_patience.TotalSeconds} s.")
            );
        }
    }

    internal static MimeMessage MessageOf(AlertNotice notice, IReadOnlyList<string> to, string from)
    {
        var message = new MimeMessage
        {
            Subject = $"LiveOps: {Words(notice)}: {notice.Alert.Subject}",
            Body = new TextPart("plain")
            {
                Text = string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    {KindOf(notice.Alert.Kind)}

                    {notice.Alert.Subject}
                    {notice.Alert.Detail}

                    Begun: {notice.Alert.RaisedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC
                    {(notice.Alert.ResolvedAt is { } over ? $"Over: {over.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\n" : "")}
                    Workspace: {notice.WorkspaceName}
                    Which alerts you get is set in the console, under Health, Alerts.
                    """
                ),
            },
            MessageId = $"{notice.NoticeId:N}@{from.Split('@')[^1]}",
        };
        message.From.Add(new MailboxAddress("LiveOps", from));
        foreach (var one in to)
            message.To.Add(MailboxAddress.Parse(one));
        return message;
    }

    private static string Words(AlertNotice notice) =>
        notice.Phase switch
        {
            "resolved" => "over",
            "test" => "test",
            _ => "alert",
        };

    private static string KindOf(string kind) =>
        AlertKinds.All.FirstOrDefault(one => one.Name == kind)?.Words ?? "This is how alerts look.";
}
