using LiveOps.Contracts.Analytics;
using MassTransit;

namespace LiveOps.Analytics.Viewers;

/// <summary>
/// Tells who comes, goes and changes, twenty times a second and never more than screens can show. It runs beside the
/// writers and never holds them up; what cannot be told is let go.
/// </summary>
internal sealed class ViewerNewsPublisher(
    IServiceProvider services,
    TimeProvider clock,
    ILogger<ViewerNewsPublisher> log
) : BackgroundService
{
    /// <summary>Most items of an account in one message: 2,000 a second.</summary>
    private const int MostItems = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private Dictionary<(Guid WorkspaceId, Guid AccountId), Waiting> _waiting = [];

    public void Tell(Guid workspaceId, Guid accountId, IEnumerable<ViewerNewsItem> items)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue((workspaceId, accountId), out var waiting))
                _waiting[(workspaceId, accountId)] = waiting = new Waiting();
            foreach (var item in items)
                if (waiting.Items.Count < MostItems)
                    waiting.Items.Add(item);
                else
                    waiting.LeftOut++;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PublishAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("News of viewers are lost to screens, not to the books: {Reason}", error.Message);
            }
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        Dictionary<(Guid WorkspaceId, Guid AccountId), Waiting> waiting;
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return;
            (waiting, _waiting) = (_waiting, []);
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        // The bus depends on the writers and these on this class: it is looked up when it is needed.
        var bus = services.GetRequiredService<IBus>();
        foreach (var ((workspace, account), news) in waiting)
            await bus.Publish(
                new ViewerNews
                {
                    WorkspaceId = workspace,
                    AccountId = account,
                    Items = news.Items,
                    LeftOut = news.LeftOut,
                },
                patience.Token
            );
    }

    private sealed class Waiting
    {
        public List<ViewerNewsItem> Items { get; } = [];
        public int LeftOut { get; set; }
    }
}
