using LiveOps.Console.Live;
using LiveOps.Contracts.Analytics;
using MassTransit;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Alerts;

/// <summary>An alert as open pages are told of it: the message <c>alert</c> of the hub.</summary>
/// <param name="AlertId">Names it.</param>
/// <param name="Kind">Which kind.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Over">True when it is over.</param>
/// <param name="At">When.</param>
internal sealed record AlertNews(
    Guid AlertId,
    string Kind,
    string Subject,
    string Detail,
    bool Over,
    DateTimeOffset At
);

/// <summary>Looks every two seconds how everything is, and raises and ends alerts.</summary>
internal sealed class AlertWatch(
    AlertSources sources,
    AlertStore store,
    AlertRules rules,
    IHubContext<LiveHub> hub,
    TimeProvider clock,
    ILogger<AlertWatch> log
) : BackgroundService
{
    /// <summary>How long alerts that are over are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private readonly AlertDecider _decider = new();
    private DateTimeOffset _swept;
    private bool _away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await LookAsync(stoppingToken);
                _away = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_away)
                    log.LogWarning(error, "Alerts cannot be looked after for now");
                _away = true;
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var open = await store.ReadOpenAsync(stopping);
        await rules.ReadAsync(stopping);
        var readings = await sources.ReadAsync([.. open.Keys], stopping);
        var (raise, resolve) = _decider.Decide(readings, rules.Of, open.Keys.ToHashSet(), now);
        foreach (var alert in raise)
            await RaiseAsync(alert, over: false, stopping);
        foreach (var name in resolve)
            if (
                await store.ResolveAsync(
                    open[name],
                    name.WorkspaceId,
                    kind => rules.Of(name.WorkspaceId, kind),
                    now,
                    null,
                    stopping
                ) is
                { } over
            )
                await TellAsync(name.WorkspaceId, over, over: true, stopping);
        if (now - _swept < TimeSpan.FromHours(1))
            return;
        _swept = now;
        await store.SweepAsync(now - Kept, stopping);
    }

    /// <summary>Raises an alert where its rule wants it.</summary>
    public async Task<bool> RaiseAsync(AlertToRaise alert, bool over, CancellationToken cancellationToken)
    {
        if (rules.Of(alert.Name.WorkspaceId, alert.Name.Kind) is not { Enabled: true } rule)
            return false;
        if (await store.RaiseAsync(alert, rule, clock.GetUtcNow(), over, cancellationToken) is not { } raised)
            return false;
        log.LogInformation("Alert {Kind} about {Key} is raised", alert.Name.Kind, alert.Name.Key);
        await TellAsync(alert.Name.WorkspaceId, raised, over: false, cancellationToken);
        return true;
    }

    /// <summary>Tells the open pages of the workspace. A page that opens later reads what is open.</summary>
    public Task TellAsync(Guid workspaceId, Alert alert, bool over, CancellationToken cancellationToken) =>
        hub
            .Clients.Group(new LiveChannel(workspaceId).Group)
            .SendAsync(
                "alert",
                new AlertNews(
                    alert.AlertId,
                    alert.Kind,
                    alert.Subject,
                    alert.Detail,
                    over,
                    over ? alert.ResolvedAt ?? alert.RaisedAt : alert.RaisedAt
                ),
                cancellationToken
            );
}

/// <summary>The rules of all workspaces as they were read last.</summary>
internal sealed class AlertRules(AlertStore store, IOptions<ConsoleOptions> options)
{
    private IReadOnlyDictionary<(Guid Workspace, string Kind), AlertRule> _changed =
        new Dictionary<(Guid, string), AlertRule>();

    public async Task ReadAsync(CancellationToken cancellationToken) =>
        _changed = await store.ReadRulesAsync(cancellationToken);

    /// <summary>A workspace's rule of a kind; null where it has none of that kind.</summary>
    public AlertRule? Of(Guid workspaceId, string kind) =>
        AlertKinds.Of(RunsInstallation(workspaceId)).FirstOrDefault(one => one.Name == kind) is { } known
            ? _changed.GetValueOrDefault((workspaceId, kind)) ?? AlertRule.Default(known)
            : null;

    public bool RunsInstallation(Guid workspaceId) => options.Value.OperatorWorkspace == workspaceId;
}

/// <summary>Tells of LIVEs that are over: of each end once, however often the message comes.</summary>
internal sealed class LiveEndedConsumer(AlertWatch alerts, AlertRules rules) : IConsumer<LiveSessionEnded>
{
    public async Task Consume(ConsumeContext<LiveSessionEnded> context)
    {
        var ended = context.Message;
        // Whoever switched it off a moment ago is not told.
        await rules.ReadAsync(context.CancellationToken);
        await alerts.RaiseAsync(
            new AlertToRaise(
                new AlertName(ended.WorkspaceId, AlertKinds.LiveEnded, $"{ended.LiveSessionId:N}/{ended.EndNo}"),
                ended.Handle is null ? ended.AccountId.ToString() : $"@{ended.Handle}",
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{Length(ended.EndedAt - ended.StartedAt)}, {ended.Totals.Coins} coins from {ended.Totals.Gifts} gifts, {ended.Totals.Comments} comments, at most {ended.Totals.PeakViewers} viewers."
                )
            ),
            over: true,
            context.CancellationToken
        );
    }

    private static string Length(TimeSpan length) =>
        length < TimeSpan.FromHours(1)
            ? $"{(int)length.TotalMinutes} min"
            : $"{(int)length.TotalHours} h {length.Minutes} min";
}
