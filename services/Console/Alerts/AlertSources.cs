using System.Collections.Concurrent;
using System.Globalization;
using LiveOps.Console.Describing;
using LiveOps.Console.Gateways;
using LiveOps.Console.Health;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using MassTransit;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Alerts;

/// <summary>Everything that alerts can be made of, as it is now.</summary>
internal sealed class AlertSources(
    HealthWatch services,
    QueueWatch queues,
    InstallationFigures processes,
    GatewayStore enrolled,
    IOptions<ConsoleOptions> options,
    IOptions<AlertsOptions> alerts,
    TimeProvider clock
)
{
    /// <summary>How a detail begins when the sign service refuses for being asked too often, as Ingestion words it.</summary>
    public const string SignLimitWords = "The sign service's rate limit is reached";

    /// <summary>Gateways and accounts that are remembered.</summary>
    private const int Bound = 20_000;

    // Five statuses of 2 s missed.
    private static readonly TimeSpan _silentAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _betweenLooks = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<
        (Guid Workspace, string Gateway),
        (GatewayStatus Status, DateTimeOffset At)
    > _gateways = new();
    private readonly ConcurrentDictionary<Guid, AccountConnectionChanged> _accounts = new();
    private readonly TimeSpan _listening = TimeSpan.FromSeconds(alerts.Value.ListenSeconds);
    private readonly DateTimeOffset _begun = clock.GetUtcNow();
    private IReadOnlyList<Gateway> _enrolled = [];
    private DateTimeOffset _looked;

    public void Take(GatewayStatus status)
    {
        if (_gateways.Count < Bound || _gateways.ContainsKey((status.WorkspaceId, status.GatewayId)))
            _gateways[(status.WorkspaceId, status.GatewayId)] = (status, clock.GetUtcNow());
    }

    public void Take(AccountConnectionChanged account)
    {
        if (_accounts.Count < Bound || _accounts.ContainsKey(account.AccountId))
            _accounts[account.AccountId] = account;
    }

    /// <param name="open">The open alerts: what they are about is told of even if it was not heard since the start.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<AlertReading>> ReadAsync(
        IReadOnlyCollection<AlertName> open,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (now - _looked > _betweenLooks)
            (_enrolled, _looked) = (await enrolled.ReadAllAsync(cancellationToken), now);
        List<AlertReading> readings = [.. Gateways(open, now), .. Boards(open, now), .. Accounts()];
        if (options.Value.OperatorWorkspace is { } operators)
            readings.AddRange([.. Disks(operators), .. Queues(operators, open), .. Services(operators)]);
        return readings;
    }

    private IEnumerable<AlertReading> Gateways(IEnumerable<AlertName> open, DateTimeOffset now)
    {
        var known = _enrolled.ToDictionary(gateway => (gateway.WorkspaceId, gateway.GatewayId));
        var names = _gateways
            .Keys.Concat(known.Keys)
            .Concat(
                open.Where(name => name.Kind == AlertKinds.GatewayOffline).Select(name => (name.WorkspaceId, name.Key))
            )
            .Distinct();
        foreach (var (workspace, gateway) in names)
        {
            var name = new AlertName(workspace, AlertKinds.GatewayOffline, gateway);
            if (known.TryGetValue((workspace, gateway), out var row) && !row.IsActive)
            {
                _gateways.TryRemove((workspace, gateway), out _);
                yield return new AlertReading(name, gateway, "", Bad: false);
                continue;
            }
            var heard = _gateways.TryGetValue((workspace, gateway), out var seen) ? seen.At : (DateTimeOffset?)null;
            // One that was enrolled and never came is being set up.
            if (heard is null && (now - _begun < _listening || row is { LastSeenAt: null }))
                continue;
            var last = heard ?? row?.LastSeenAt;
            yield return new AlertReading(
                name,
                gateway,
                last is null
                    ? "It is not heard. Look whether the PC is on and in the network; its boards have switched everything off."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"It was heard last at {last.Value.UtcDateTime:HH:mm:ss} UTC. Look whether the PC is on and in the network; its boards have switched everything off or go on by their own rules."
                    ),
                Bad: heard is null || now - heard > _silentAfter
            );
        }
    }

    private IEnumerable<AlertReading> Boards(IReadOnlyCollection<AlertName> open, DateTimeOffset now)
    {
        // Of a gateway that is silent nothing is known.
        foreach (var (status, _) in _gateways.Values.Where(gateway => now - gateway.At <= _silentAfter))
        {
            var told = new HashSet<string>(StringComparer.Ordinal);
            foreach (var board in status.Boards)
            {
                var id = board.BoardId.Length > 0 ? board.BoardId : board.Port;
                var key = $"{status.GatewayId}/{id}";
                told.Add(key);
                yield return new AlertReading(
                    new AlertName(status.WorkspaceId, AlertKinds.BoardError, key),
                    $"{status.GatewayId} {id}",
                    board.Detail ?? $"The board is {board.State}. Open Devices to see more.",
                    Bad: board.State is BoardState.Failing or BoardState.Quarantined or BoardState.Offline
                );
            }
            // A board that its gateway does not name any more was taken away.
            foreach (
                var gone in open.Where(name =>
                    name.WorkspaceId == status.WorkspaceId
                    && name.Kind == AlertKinds.BoardError
                    && name.Key.StartsWith($"{status.GatewayId}/", StringComparison.Ordinal)
                    && !told.Contains(name.Key)
                )
            )
                yield return new AlertReading(gone, gone.Key, "", Bad: false);
        }
    }

    private IEnumerable<AlertReading> Accounts()
    {
        foreach (var account in _accounts.Values)
        {
            var subject = $"@{account.Handle}";
            var limited = account.Detail?.StartsWith(SignLimitWords, StringComparison.Ordinal) == true;
            yield return new AlertReading(
                new AlertName(account.WorkspaceId, AlertKinds.AccountDisconnected, account.AccountId.ToString()),
                subject,
                account.Detail ?? "The room says nothing any more; it is connected anew.",
                Bad: account.State is AccountConnectionState.Failing or AccountConnectionState.Stale
            );
            yield return new AlertReading(
                new AlertName(account.WorkspaceId, AlertKinds.SignLimit, account.AccountId.ToString()),
                subject,
                account.Detail ?? "",
                limited
            );
        }
    }

    private IEnumerable<AlertReading> Disks(Guid operators)
    {
        // Processes of one machine mostly share a disk: what has the same size and room is told once.
        var disks = processes
            .View()
            .Where(process => process is { Silent: false, Disk.TotalBytes: > 0 })
            .GroupBy(process => (Machine: process.Instance.Split(':')[0], process.Disk!.TotalBytes));
        foreach (var disk in disks)
        {
            var one = disk.First().Disk!;
            var free = 100.0 * one.FreeBytes / one.TotalBytes;
            yield return new AlertReading(
                new AlertName(operators, AlertKinds.Disk, $"{disk.Key.Machine}/{disk.Key.TotalBytes}"),
                disk.Key.Machine,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{free:0.#} % of the disk with {one.Folder} is free. Make room before services can write nothing more."
                ),
                Bad: false,
                free
            );
        }
        if (queues.View() is { Problem: null, Broker: { } broker })
            yield return new AlertReading(
                new AlertName(operators, AlertKinds.Disk, $"broker/{broker.Name}"),
                $"broker {broker.Name}",
                "The broker has too little room on its disk, and takes no messages until there is more.",
                broker.DiskAlarm
            );
    }

    private IEnumerable<AlertReading> Queues(Guid operators, IReadOnlyCollection<AlertName> open)
    {
        if (queues.View() is not { Problem: null } view)
            yield break;
        foreach (var queue in view.Queues)
            yield return queue.FailedOf is { } origin
                ? new AlertReading(
                    new AlertName(operators, AlertKinds.FailedMessages, queue.Name),
                    origin,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{queue.Ready} messages failed. Open Health, Queues, to see why, send them again or discard them."
                    ),
                    Bad: false,
                    queue.Ready
                )
                : new AlertReading(
                    new AlertName(operators, AlertKinds.Queue, queue.Name),
                    queue.Name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{queue.Ready} messages wait, {queue.Consumers} consumers take them. Look whether its service runs."
                    ),
                    Bad: false,
                    queue.Ready
                );
        foreach (
            var gone in open.Where(name =>
                name.Kind is AlertKinds.Queue or AlertKinds.FailedMessages
                && view.Queues.All(queue => queue.Name != name.Key)
            )
        )
            yield return new AlertReading(gone, gone.Key, "", Bad: false, 0);
    }

    private IEnumerable<AlertReading> Services(Guid operators) =>
        services
            .View()
            .Services.Where(service => service.Live is not null)
            .Select(service => new AlertReading(
                new AlertName(operators, AlertKinds.Service, service.Service),
                service.Service,
                service.Reasons.Count == 0 ? "It is not ready." : string.Join(' ', service.Reasons),
                Bad: service is not { Live: true, Ready: true }
            ));
}

/// <summary>Hears what alerts are made of.</summary>
internal sealed class AlertSourcesConsumer(AlertSources sources)
    : IConsumer<GatewayStatus>,
        IConsumer<AccountConnectionChanged>
{
    public Task Consume(ConsumeContext<GatewayStatus> context)
    {
        sources.Take(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<AccountConnectionChanged> context)
    {
        sources.Take(context.Message);
        return Task.CompletedTask;
    }
}
