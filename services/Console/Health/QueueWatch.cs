using System.Text.Json.Serialization;
using LiveOps.Console.Gateways;

namespace LiveOps.Console.Health;

/// <summary>The broker and its queues, as last asked.</summary>
/// <param name="Problem">Why there is nothing new; null when there is.</param>
/// <param name="AskedAt">When the broker answered last; null before that.</param>
/// <param name="Broker">The broker itself.</param>
/// <param name="Queues">Those of this installation, by name.</param>
/// <param name="Minutes">The last hour, oldest first: the most that there was in each minute.</param>
internal sealed record QueuesView(
    string? Problem,
    DateTimeOffset? AskedAt,
    BrokerView? Broker,
    IReadOnlyList<QueueView> Queues,
    IReadOnlyList<QueueMinute> Minutes
);

/// <summary>The broker's node with the least room.</summary>
internal sealed record BrokerView(
    string Name,
    bool Running,
    long MemoryBytes,
    long MemoryLimitBytes,
    bool MemoryAlarm,
    long DiskFreeBytes,
    long DiskLimitBytes,
    bool DiskAlarm
);

/// <summary>One queue.</summary>
/// <param name="Name">Its name at the broker.</param>
/// <param name="Type">Classic or quorum.</param>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Unacknowledged">Messages that are being worked on.</param>
/// <param name="Consumers">Who takes from it.</param>
/// <param name="InPerSecond">Messages that came, a second.</param>
/// <param name="OutPerSecond">Messages that were done with, a second.</param>
/// <param name="FailedOf">The queue whose failed messages these are; null for any other.</param>
internal sealed record QueueView(
    string Name,
    string Type,
    long Ready,
    long Unacknowledged,
    int Consumers,
    double InPerSecond,
    double OutPerSecond,
    string? FailedOf
);

/// <summary>All queues together in one minute.</summary>
internal sealed record QueueMinute(DateTimeOffset At, long Waiting, long Failed);

/// <summary>Asks the broker's management every few seconds, so that no page does.</summary>
internal sealed class QueueWatch(BrokerManagement broker, TimeProvider clock, ILogger<QueueWatch> log)
    : BackgroundService
{
    private const int KeptMinutes = 60;
    private const string NotSet =
        "The broker's management is not set up here: set Gateways__ManagementUrl, for example http://rabbit:15672.";
    private const string Columns =
        "?columns=name,type,messages_ready,messages_unacknowledged,consumers,message_stats.publish_details.rate,message_stats.ack_details.rate";

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly List<QueueMinute> _minutes = [];
    private QueuesView _view = new("The broker was not asked yet.", null, null, [], []);

    public QueuesView View()
    {
        lock (_lock)
            return _view;
    }

    public static QueuesView Handle([Microsoft.AspNetCore.Mvc.FromServices] QueueWatch watch) => watch.View();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        do
        {
            try
            {
                if (!broker.IsSet)
                    Say(NotSet);
                else
                    await AskAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (View().Problem is null)
                    log.LogWarning("The broker's queues cannot be read: {Reason}", error.Message);
                Say("The broker's management does not answer.");
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var queues = await broker.ReadAsync<Queue>($"queues/{broker.VirtualHost}{Columns}", cancellationToken);
        var nodes = await broker.ReadAsync<Node>(
            "nodes?columns=name,running,mem_used,mem_limit,mem_alarm,disk_free,disk_free_limit,disk_free_alarm",
            cancellationToken
        );
        QueueView[] views = [.. queues.Select(View).OrderBy(queue => queue.Name, StringComparer.Ordinal)];
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            Keep(now, views);
            _view = new QueuesView(null, now, nodes.MinBy(Room) is { } node ? View(node) : null, views, [.. _minutes]);
        }
    }

    private void Keep(DateTimeOffset now, QueueView[] queues)
    {
        var minute = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var next = new QueueMinute(
            minute,
            queues.Where(queue => queue.FailedOf is null).Sum(queue => queue.Ready),
            queues.Where(queue => queue.FailedOf is not null).Sum(queue => queue.Ready)
        );
        if (_minutes is [.., var last] && last.At == minute)
        {
            _minutes[^1] = last with
            {
                Waiting = Math.Max(last.Waiting, next.Waiting),
                Failed = Math.Max(last.Failed, next.Failed),
            };
            return;
        }
        _minutes.Add(next);
        if (_minutes.Count > KeptMinutes)
            _minutes.RemoveAt(0);
    }

    private void Say(string problem)
    {
        lock (_lock)
            _view = _view with { Problem = problem };
    }

    private static double Room(Node node) => node.DiskFree - (double)node.DiskFreeLimit;

    private static BrokerView View(Node node) =>
        new(
            node.Name,
            node.Running,
            node.MemUsed,
            node.MemLimit,
            node.MemAlarm,
            node.DiskFree,
            node.DiskFreeLimit,
            node.DiskFreeAlarm
        );

    private static QueueView View(Queue queue) =>
        new(
            queue.Name,
            queue.Type ?? "classic",
            queue.MessagesReady,
            queue.MessagesUnacknowledged,
            queue.Consumers,
            queue.MessageStats?.PublishDetails?.Rate ?? 0,
            queue.MessageStats?.AckDetails?.Rate ?? 0,
            FailedMessages.OriginOf(queue.Name)
        );

    private sealed record Queue(
        string Name,
        string? Type,
        [property: JsonPropertyName("messages_ready")] long MessagesReady,
        [property: JsonPropertyName("messages_unacknowledged")] long MessagesUnacknowledged,
        int Consumers,
        [property: JsonPropertyName("message_stats")] Stats? MessageStats
    );

    private sealed record Stats(
        [property: JsonPropertyName("publish_details")] Details? PublishDetails,
        [property: JsonPropertyName("ack_details")] Details? AckDetails
    );

    private sealed record Details(double Rate);

    private sealed record Node(
        string Name,
        bool Running,
        [property: JsonPropertyName("mem_used")] long MemUsed,
        [property: JsonPropertyName("mem_limit")] long MemLimit,
        [property: JsonPropertyName("mem_alarm")] bool MemAlarm,
        [property: JsonPropertyName("disk_free")] long DiskFree,
        [property: JsonPropertyName("disk_free_limit")] long DiskFreeLimit,
        [property: JsonPropertyName("disk_free_alarm")] bool DiskFreeAlarm
    );
}
