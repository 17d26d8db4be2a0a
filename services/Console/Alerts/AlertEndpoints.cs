using System.Security.Cryptography;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Alerts;

/// <summary><c>/api/alerts</c>: what is wrong, what was, and who is told.</summary>
internal static class AlertEndpoints
{
    private const int PageLength = 100;
    private const int MostAddresses = 20;

    /// <param name="Alerts">Newest first.</param>
    /// <param name="Before">To ask on with; null where there is no more.</param>
    public sealed record AlertPage(IReadOnlyList<Alert> Alerts, DateTimeOffset? Before);

    /// <summary>A kind with the workspace's rule of it.</summary>
    public sealed record AlertRuleView(AlertKind Kind, AlertRule Rule, AlertRule Default);

    /// <param name="Rules">Of all kinds that the workspace has.</param>
    /// <param name="MailTo">Who gets mail.</param>
    /// <param name="WebhookUrl">What is called; empty for nothing.</param>
    /// <param name="IsSigned">Whether calls are signed.</param>
    /// <param name="MailIsSetUp">Whether the installation has a mail server.</param>
    public sealed record SettingsView(
        IReadOnlyList<AlertRuleView> Rules,
        IReadOnlyList<string> MailTo,
        string WebhookUrl,
        bool IsSigned,
        bool MailIsSetUp
    );

    public sealed record AlertRuleForm(bool Enabled, double? Threshold, int HoldSeconds, bool Mail, bool Webhook);

    public sealed record ChannelsForm(IReadOnlyList<string>? MailTo, string? WebhookUrl);

    /// <summary>Shown once.</summary>
    public sealed record NewSecret(string Secret);

    public static async Task<AlertPage> List(
        HttpContext http,
        [FromServices] AlertStore store,
        [FromQuery] bool open = false,
        [FromQuery] DateTimeOffset? before = null
    )
    {
        var alerts = await store.ReadAsync(
            Actor.Of(http).WorkspaceId,
            open,
            before?.ToUniversalTime(),
            PageLength,
            http.RequestAborted
        );
        return new AlertPage(alerts, alerts.Count == PageLength ? alerts[^1].RaisedAt : null);
    }

    public static async Task<SettingsView> Read(
        HttpContext http,
        [FromServices] AlertStore store,
        [FromServices] AlertRules rules,
        [FromServices] AlertMail mail
    )
    {
        var workspace = Actor.Of(http).WorkspaceId;
        await rules.ReadAsync(http.RequestAborted);
        var channels = await store.ReadChannelsAsync(workspace, http.RequestAborted);
        return new SettingsView(
            [
                .. AlertKinds
                    .Of(rules.RunsInstallation(workspace))
                    .Select(kind => new AlertRuleView(kind, rules.Of(workspace, kind.Name)!, AlertRule.Default(kind))),
            ],
            channels.MailTo,
            channels.WebhookUrl,
            channels.Sealed is not null,
            mail.IsSet
        );
    }

    public static async Task<IResult> SetRule(
        string kind,
        [FromBody] AlertRuleForm form,
        HttpContext http,
        [FromServices] AlertStore store,
        [FromServices] AlertRules rules,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        await rules.ReadAsync(http.RequestAborted);
        if (
            AlertKinds.All.FirstOrDefault(one => one.Name == kind) is not { } known
            || rules.Of(actor.WorkspaceId, kind) is not { } before
        )
            return Results.Problem(
                $"There is no kind of alert called '{kind}' in this workspace: GET /api/alerts/settings lists them.",
                statusCode: 404,
                title: "No such kind of alert"
            );
        var rule = new AlertRule(
            kind,
            form.Enabled,
            known.Threshold is null ? null : form.Threshold ?? known.Threshold.Default,
            form.HoldSeconds,
            form.Mail,
            form.Webhook
        );
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (form.HoldSeconds is < 0 or > AlertKinds.MostHold)
            faults["holdSeconds"] = [$"must be 0 to {AlertKinds.MostHold} seconds."];
        if (known.Threshold is { } bound && !(rule.Threshold >= bound.Least && rule.Threshold <= bound.Most))
            faults["threshold"] = [$"must be {bound.Least} to {bound.Most} {bound.Unit}."];
        if (faults.Count > 0)
            return Results.ValidationProblem(faults, title: "The rule cannot be set so");
        await store.SetRuleAsync(
            actor.WorkspaceId,
            rule,
            actor.Did("alert rule changed", clock.GetUtcNow(), ("alert rule", kind, known.Words), before, rule),
            http.RequestAborted
        );
        return Results.NoContent();
    }

    public static async Task<IResult> SetChannels(
        [FromBody] ChannelsForm form,
        HttpContext http,
        [FromServices] AlertStore store,
        [FromServices] IOptions<AlertHosts> hosts,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        string[] mail =
        [
            .. (form.MailTo ?? [])
                .Select(one => (one ?? "").Trim())
                .Where(one => one.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
        var url = form.WebhookUrl?.Trim() ?? "";
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (mail.Length > MostAddresses)
            faults["mailTo"] = [$"Name at most {MostAddresses} addresses."];
        else if (mail.Where(one => !MailAddresses.IsOne(one)).ToArray() is { Length: > 0 } wrong)
            faults["mailTo"] = [$"{string.Join(", ", wrong)}: must be a mail address like name@example.com."];
        if (url.Length > 0 && WebhookUrl.Faults(url) is { Count: > 0 } bad)
            faults["webhookUrl"] = [.. bad];
        else if (url.Length > 0 && hosts.Value.Refusal(url) is { } refusal)
            faults["webhookUrl"] = [refusal];
        if (faults.Count > 0)
            return Results.ValidationProblem(faults, title: "It cannot be set so");
        var before = await store.ReadChannelsAsync(actor.WorkspaceId, http.RequestAborted);
        await store.SetChannelsAsync(
            actor.WorkspaceId,
            new AlertChannels(mail, url, null),
            null,
            actor.Did(
                "alert channels changed",
                clock.GetUtcNow(),
                ("alert channels", "alerts", "Alerts"),
                // The address may hold a key in its query.
                new { before.MailTo, webhook = WebhookUrl.Shown(before.WebhookUrl) },
                new { MailTo = mail, webhook = WebhookUrl.Shown(url) }
            ),
            http.RequestAborted
        );
        return Results.NoContent();
    }

    public static async Task<NewSecret> MakeSecret(
        HttpContext http,
        [FromServices] AlertStore store,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var secret = $"whsec_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        await store.SetChannelsAsync(
            actor.WorkspaceId,
            await store.ReadChannelsAsync(actor.WorkspaceId, http.RequestAborted),
            secret,
            actor.Did("alert secret made", clock.GetUtcNow(), ("alert channels", "alerts", "Alerts")),
            http.RequestAborted
        );
        return new NewSecret(secret);
    }

    public static async Task<IResult> Test(
        HttpContext http,
        [FromServices] AlertStore store,
        [FromServices] AlertWatch watch,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var now = clock.GetUtcNow();
        var alert = await store.RaiseAsync(
            new AlertToRaise(
                new AlertName(actor.WorkspaceId, AlertKinds.Test, Guid.NewGuid().ToString("N")),
                "Test",
                $"{actor.Name} tries whether alerts arrive."
            ),
            new AlertRule(AlertKinds.Test, true, null, 0),
            now,
            over: true,
            http.RequestAborted
        );
        await watch.TellAsync(actor.WorkspaceId, alert!, over: false, http.RequestAborted);
        return Results.Ok(alert);
    }

    public static async Task<IResult> Close(
        Guid id,
        HttpContext http,
        [FromServices] AlertStore store,
        [FromServices] AlertRules rules,
        [FromServices] AlertWatch watch,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var now = clock.GetUtcNow();
        if (
            await store.ResolveAsync(
                id,
                actor.WorkspaceId,
                kind => rules.Of(actor.WorkspaceId, kind),
                now,
                actor.Did("alert closed", now, ("alert", id.ToString(), id.ToString())),
                http.RequestAborted
            )
            is not { } closed
        )
            return Results.Problem(
                "There is no open alert with this id: it may be over by now.",
                statusCode: 404,
                title: "No such alert"
            );
        await watch.TellAsync(actor.WorkspaceId, closed, over: true, http.RequestAborted);
        return Results.NoContent();
    }
}
