using System.Security.Cryptography;
using System.Text.Json;
using LiveOps.Hosting.Secrets;
using LiveOps.Hosting.Webhooks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Console.Alerts;

/// <summary>One thing to be told over one channel.</summary>
internal sealed record AlertNotice(
    Guid NoticeId,
    Guid WorkspaceId,
    string WorkspaceName,
    string Phase,
    string Channel,
    int Tries,
    Alert Alert
);

/// <summary>
/// Sends what was written down with the alerts, by mail and webhook. A notice is taken for a minute: a process that dies
/// with it leaves it to the next one, so it goes out at least once, and who gets it twice knows it by its id.
/// </summary>
internal sealed class AlertDelivery : BackgroundService
{
    private const int Together = 10;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private readonly NpgsqlDataSource _database;
    private readonly AlertStore _store;
    private readonly AlertMail _mail;
    private readonly SecretBox _box;
    private readonly TimeProvider _clock;
    private readonly ILogger<AlertDelivery> _log;
    private readonly WebhookCaller _caller;
    private bool _away;

    public AlertDelivery(
        NpgsqlDataSource database,
        AlertStore store,
        AlertMail mail,
        SecretBox box,
        IOptions<AlertHosts> hosts,
        TimeProvider clock,
        ILogger<AlertDelivery> log
    )
    {
        (_database, _store, _mail, _box, _clock, _log) = (database, store, mail, box, clock, log);
        _caller = new WebhookCaller(hosts.Value, clock);
    }

    public override void Dispose()
    {
        _caller.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                while (await TakeAsync(stoppingToken) is { Count: > 0 } taken)
                    await Task.WhenAll(taken.Select(notice => SendAsync(notice, stoppingToken)));
                _away = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_away)
                    _log.LogWarning(error, "Alerts cannot be sent for now");
                _away = true;
            }
        }
    }

    private Task<List<AlertNotice>> TakeAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(
            """
            with taken as (
                update console.alert_notices set due_at = $1::timestamptz + interval '1 minute', tries = tries + 1
                where notice_id in (
                    select notice_id from console.alert_notices
                    where due_at <= $1 and sent_at is null and given_up_at is null
                    order by due_at limit $2 for update skip locked
                )
                returning notice_id, alert_id, workspace_id, phase, channel, tries
            )
            select t.notice_id, t.workspace_id, w.name, t.phase, t.channel, t.tries,
                   a.alert_id, a.kind, a.subject, a.detail, a.raised_at, a.resolved_at, a.closed_by
            from taken t join console.alerts a using (alert_id) join console.workspaces w on w.workspace_id = t.workspace_id
            order by a.raised_at
            """,
            row => new AlertNotice(
                row.GetGuid(0),
                row.GetGuid(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetInt32(5),
                new Alert(
                    row.GetGuid(6),
                    row.GetString(7),
                    row.GetString(8),
                    row.GetString(9),
                    row.Time(10),
                    row.TimeOrNull(11),
                    row.Text(12),
                    null
                )
            ),
            cancellationToken,
            _clock.GetUtcNow(),
            Together
        );

    private async Task SendAsync(AlertNotice notice, CancellationToken stopping)
    {
        var channels = await _store.ReadChannelsAsync(notice.WorkspaceId, stopping);
        var result =
            notice.Channel == "mail"
                ? await _mail.SendAsync(notice, channels.MailTo, stopping)
                : await CallAsync(notice, channels, stopping);
        var now = _clock.GetUtcNow();
        var next = WebhookBackOff.Next(notice.Tries, result);
        await using var connection = await _database.OpenConnectionAsync(stopping);
        await connection.ExecuteAsync(
            """
            update console.alert_notices
            set sent_at = $2, given_up_at = $3, due_at = coalesce($4, due_at), problem = $5 where notice_id = $1
            """,
            stopping,
            notice.NoticeId,
            result.Delivered ? now : null,
            result.Delivered || next is not null ? null : now,
            next is { } wait ? now + wait : null,
            result.Reason
        );
        if (!result.Delivered && next is null)
            _log.LogWarning("An alert was not sent by {Channel}: {Reason}", notice.Channel, result.Reason);
    }

    private async Task<WebhookResult> CallAsync(
        AlertNotice notice,
        AlertChannels channels,
        CancellationToken cancellationToken
    )
    {
        if (channels.WebhookUrl.Length == 0)
            return WebhookResult.Final("The address was taken away.");
        string[] secrets;
        try
        {
            secrets = channels.Sealed is { } box ? [_box.Open(AlertStore.Purpose, notice.WorkspaceId, box)] : [];
        }
        catch (CryptographicException)
        {
            // Unsigned, it would look like a forgery.
            return WebhookResult.Later("The secret cannot be read: make a new one, or tell the operator.");
        }
        return await _caller.SendAsync(
            notice.NoticeId,
            channels.WebhookUrl,
            BodyOf(notice),
            secrets,
            cancellationToken
        );
    }

    /// <summary>What a receiver gets; <c>docs/operating.md</c> describes it.</summary>
    internal static string BodyOf(AlertNotice notice) =>
        JsonSerializer.Serialize(
            new
            {
                Type = $"alert.{notice.Phase}",
                notice.WorkspaceId,
                Alert = new
                {
                    Id = notice.Alert.AlertId,
                    notice.Alert.Kind,
                    notice.Alert.Subject,
                    notice.Alert.Detail,
                    notice.Alert.RaisedAt,
                    notice.Alert.ResolvedAt,
                },
            },
            JsonSerializerOptions.Web
        );
}
