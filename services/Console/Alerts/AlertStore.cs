using LiveOps.Console.Auditing;
using LiveOps.Hosting.Secrets;
using Npgsql;

namespace LiveOps.Console.Alerts;

/// <summary>An alert as it is kept.</summary>
/// <param name="AlertId">Names it.</param>
/// <param name="Kind">One of <see cref="AlertKinds"/>.</param>
/// <param name="Subject">What it is about, for people.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="RaisedAt">When it was told.</param>
/// <param name="ResolvedAt">When it was over; null while it is not.</param>
/// <param name="ClosedBy">Who closed it by hand.</param>
/// <param name="Problem">Why a mail or a call about it did not get through, as far as it did not.</param>
internal sealed record Alert(
    Guid AlertId,
    string Kind,
    string Subject,
    string Detail,
    DateTimeOffset RaisedAt,
    DateTimeOffset? ResolvedAt,
    string? ClosedBy,
    string? Problem
);

/// <summary>Who is told beside the open pages.</summary>
internal sealed record AlertChannels(IReadOnlyList<string> MailTo, string WebhookUrl, byte[]? Sealed)
{
    public static readonly AlertChannels None = new([], "", null);
}

/// <summary>Alerts, rules and channels in schema <c>console</c>.</summary>
internal sealed class AlertStore(NpgsqlDataSource database, SecretBox box)
{
    /// <summary>What the secret of a workspace's calls is sealed for.</summary>
    public const string Purpose = "alert-webhook";

    private const string Columns = """
        a.alert_id, a.kind, a.subject, a.detail, a.raised_at, a.resolved_at, a.closed_by,
        (select string_agg(n.channel || ': ' || n.problem, ' ') from console.alert_notices n
         where n.alert_id = a.alert_id and n.problem is not null and n.sent_at is null)
        """;

    /// <summary>What is open in all workspaces.</summary>
    public async Task<IReadOnlyDictionary<AlertName, Guid>> ReadOpenAsync(CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                "select workspace_id, kind, key, alert_id from console.alerts where resolved_at is null",
                row => (Name: new AlertName(row.GetGuid(0), row.GetString(1), row.GetString(2)), Id: row.GetGuid(3)),
                cancellationToken
            )
        ).ToDictionary(one => one.Name, one => one.Id);

    /// <summary>The rules that were changed, of all workspaces.</summary>
    public async Task<IReadOnlyDictionary<(Guid Workspace, string Kind), AlertRule>> ReadRulesAsync(
        CancellationToken cancellationToken
    ) =>
        (
            await database.ReadAsync(
                "select workspace_id, kind, enabled, threshold, hold_seconds, mail, webhook from console.alert_rules",
                row =>
                    (
                        Workspace: row.GetGuid(0),
                        Rule: new AlertRule(
                            row.GetString(1),
                            row.GetBoolean(2),
                            row.IsDBNull(3) ? null : row.GetDouble(3),
                            row.GetInt32(4),
                            row.GetBoolean(5),
                            row.GetBoolean(6)
                        )
                    ),
                cancellationToken
            )
        ).ToDictionary(one => (one.Workspace, one.Rule.Kind), one => one.Rule);

    public async Task<AlertChannels> ReadChannelsAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                "select mail_to, webhook_url, webhook_secret from console.alert_channels where workspace_id = $1",
                row => new AlertChannels(
                    row.GetFieldValue<string[]>(0),
                    row.GetString(1),
                    row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2)
                ),
                cancellationToken,
                workspaceId
            )
        ).SingleOrDefault() ?? AlertChannels.None;

    /// <summary>Alerts of a workspace, newest first: those that are open, or the history before a moment.</summary>
    public Task<List<Alert>> ReadAsync(
        Guid workspaceId,
        bool open,
        DateTimeOffset? before,
        int most,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            $"""
            select {Columns} from console.alerts a
            where a.workspace_id = $1 and (not $2 or a.resolved_at is null) and a.raised_at < $3
            order by a.raised_at desc limit $4
            """,
            Read,
            cancellationToken,
            workspaceId,
            open,
            before ?? DateTimeOffset.MaxValue.AddDays(-1),
            most
        );

    /// <summary>
    /// Raises an alert together with what is to be sent about it. One of the name that is open already (or of what
    /// happens once, that ever was) stays alone.
    /// </summary>
    /// <param name="alert">What to tell.</param>
    /// <param name="rule">Where it goes.</param>
    /// <param name="now">The time.</param>
    /// <param name="over">True for what has no end: it is kept as over at once, and told only as raised.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The alert; null when somebody else has raised it.</returns>
    public async Task<Alert?> RaiseAsync(
        AlertToRaise alert,
        AlertRule rule,
        DateTimeOffset now,
        bool over,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = Guid.CreateVersion7(now);
        var raised = await connection.ReadAsync(
            $"""
            insert into console.alerts as a (alert_id, workspace_id, kind, key, subject, detail, raised_at, resolved_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning {Columns}
            """,
            Read,
            cancellationToken,
            id,
            alert.Name.WorkspaceId,
            alert.Name.Kind,
            alert.Name.Key,
            alert.Subject,
            alert.Detail,
            now,
            over ? now : null
        );
        if (raised is not [var one])
            return null;
        await AddNoticesAsync(
            connection,
            id,
            alert.Name.WorkspaceId,
            alert.Name.Kind == AlertKinds.Test ? "test" : "raised",
            rule,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return one;
    }

    /// <summary>Ends an alert together with what is to be sent about it; null when it was over already.</summary>
    public async Task<Alert?> ResolveAsync(
        Guid alertId,
        Guid workspaceId,
        Func<string, AlertRule?> rule,
        DateTimeOffset now,
        AuditEntry? closed,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var resolved = await connection.ReadAsync(
            $"""
            update console.alerts a set resolved_at = $3, closed_by = $4
            where a.alert_id = $1 and a.workspace_id = $2 and a.resolved_at is null returning {Columns}
            """,
            Read,
            cancellationToken,
            alertId,
            workspaceId,
            now,
            closed?.Actor
        );
        if (resolved is not [var one])
            return null;
        if (rule(one.Kind) is { Enabled: true } own)
            await AddNoticesAsync(connection, alertId, workspaceId, "resolved", own, now, cancellationToken);
        if (closed is not null)
            await connection.AuditAsync(closed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return one;
    }

    public async Task SetRuleAsync(
        Guid workspaceId,
        AlertRule rule,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            insert into console.alert_rules (workspace_id, kind, enabled, threshold, hold_seconds, mail, webhook)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (workspace_id, kind) do update
            set enabled = excluded.enabled, threshold = excluded.threshold, hold_seconds = excluded.hold_seconds,
                mail = excluded.mail, webhook = excluded.webhook
            """,
            cancellationToken,
            workspaceId,
            rule.Kind,
            rule.Enabled,
            rule.Threshold,
            rule.HoldSeconds,
            rule.Mail,
            rule.Webhook
        );
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <param name="workspaceId">Whose.</param>
    /// <param name="channels">Without the secret, which stays.</param>
    /// <param name="secret">A new secret; null leaves the old one.</param>
    /// <param name="entry">For the audit log.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task SetChannelsAsync(
        Guid workspaceId,
        AlertChannels channels,
        string? secret,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            insert into console.alert_channels (workspace_id, mail_to, webhook_url, webhook_secret)
            values ($1, $2, $3, $4::bytea)
            on conflict (workspace_id) do update
            set mail_to = excluded.mail_to, webhook_url = excluded.webhook_url,
                webhook_secret = coalesce(excluded.webhook_secret, console.alert_channels.webhook_secret)
            """,
            cancellationToken,
            workspaceId,
            channels.MailTo.ToArray(),
            channels.WebhookUrl,
            secret is null ? null : box.Seal(Purpose, workspaceId, secret)
        );
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes away what was over long ago.</summary>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "delete from console.alerts where resolved_at < $1",
            cancellationToken,
            before
        );
    }

    private static Task<int> AddNoticesAsync(
        NpgsqlConnection connection,
        Guid alertId,
        Guid workspaceId,
        string phase,
        AlertRule rule,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            """
            insert into console.alert_notices (notice_id, alert_id, workspace_id, phase, channel, due_at)
            select gen_random_uuid(), $1, workspace_id, $3, channel, $4
            from console.alert_channels, (values ('mail', $5), ('webhook', $6)) as wanted (channel, wanted)
            where workspace_id = $2 and wanted
              and (channel = 'mail' and cardinality(mail_to) > 0 or channel = 'webhook' and webhook_url <> '')
            on conflict do nothing
            """,
            cancellationToken,
            alertId,
            workspaceId,
            phase,
            now,
            rule.Mail,
            rule.Webhook
        );

    private static Alert Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.Time(4),
            row.TimeOrNull(5),
            row.Text(6),
            row.Text(7)
        );
}
