using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;
using MassTransit;

namespace LiveOps.Console.Gateways;

/// <summary>One line of a gateway's log. Numbers rise, with gaps.</summary>
internal sealed record LoggedLine(long Number, DateTimeOffset At, GatewayLogLevel Level, string Source, string Text);

/// <summary>The last lines that gateways wrote. In memory: the PC has the whole log.</summary>
internal sealed class GatewayLogs(TimeProvider clock)
{
    /// <summary>Lines that are kept of one gateway.</summary>
    public const int Kept = 500;

    /// <summary>Gateways whose lines are kept: half a megabyte each at worst.</summary>
    private const int Bound = 1_000;
    private readonly ConcurrentDictionary<(Guid Workspace, string Gateway), Queue<LoggedLine>> _logs = new();
    private readonly Lock _lock = new();
    private long _last;

    public void Take(GatewayLogged logged)
    {
        var key = (logged.WorkspaceId, logged.GatewayId);
        if (_logs.Count >= Bound && !_logs.ContainsKey(key))
            return;
        var lines = _logs.GetOrAdd(key, _ => new Queue<LoggedLine>());
        lock (_lock)
        {
            if (logged is { Dropped: > 0, Lines: [var first, ..] })
                Add(
                    lines,
                    new GatewayLogLine
                    {
                        At = first.At,
                        Level = GatewayLogLevel.Warning,
                        Source = "RemoteLog",
                        Text =
                            $"{logged.Dropped} lines are missing here: the broker was away, or they were too many. The PC has them.",
                    }
                );
            foreach (var line in logged.Lines)
                Add(lines, line);
        }
    }

    /// <summary>Lines after a number, oldest first.</summary>
    public IReadOnlyList<LoggedLine> Read(Guid workspaceId, string gatewayId, long after)
    {
        if (!_logs.TryGetValue((workspaceId, gatewayId), out var lines))
            return [];
        lock (_lock)
            return [.. lines.Where(line => line.Number > after)];
    }

    /// <summary>Lines of all gateways of a workspace after a number, oldest first, and the number to read on from.</summary>
    public (IReadOnlyList<(string GatewayId, LoggedLine Line)> Lines, long Last) ReadAll(Guid workspaceId, long after)
    {
        lock (_lock)
            return (
                [
                    .. _logs
                        .Where(log => log.Key.Workspace == workspaceId)
                        .SelectMany(log => log.Value.Select(line => (log.Key.Gateway, line)))
                        .Where(one => one.line.Number > after)
                        .OrderBy(one => one.line.Number),
                ],
                Math.Max(_last, after)
            );
    }

    private void Add(Queue<LoggedLine> lines, GatewayLogLine line)
    {
        if (lines.Count == Kept)
            lines.Dequeue();
        // From the clock, so that they rise over a restart of the Console too: who asks goes on with the last one seen.
        _last = Math.Max(_last + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
        lines.Enqueue(new LoggedLine(_last, line.At, line.Level, line.Source, line.Text));
    }
}

/// <summary>Keeps what gateways log.</summary>
internal sealed class GatewayLoggedConsumer(GatewayLogs logs) : IConsumer<GatewayLogged>
{
    public Task Consume(ConsumeContext<GatewayLogged> context)
    {
        logs.Take(context.Message);
        return Task.CompletedTask;
    }
}
