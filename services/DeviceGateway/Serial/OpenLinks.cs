using System.Collections.Concurrent;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>Every open link, for the one who must reach all of them at once. Used by any thread.</summary>
internal sealed class OpenLinks
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<ISerialLink, LinkUse> _links = new();
    private volatile bool _closed;

    /// <summary>A link that was opened while the gateway ends is closed at once.</summary>
    public void Add(ISerialLink link)
    {
        _links[link] = new LinkUse();
        if (_closed)
            Close(link);
    }

    public void Remove(ISerialLink link) => _links.TryRemove(link, out _);

    /// <summary>
    /// Closes every link, those that are still being opened included. The next gateway of this process would otherwise
    /// share each line with a reader of this one, and get half of what its board says.
    /// </summary>
    public Task CloseAsync()
    {
        _closed = true;
        return Task.WhenAll(_links.Keys.Select(link => Task.Run(() => Close(link))));
    }

    /// <summary>Drops what waits in the machine and writes the stop byte, on each line.</summary>
    public void WriteStop()
    {
        foreach (var (link, _) in _links)
            WriteStop(link);
    }

    /// <summary>The same on the lines of these boards.</summary>
    public void WriteStop(IReadOnlyCollection<string> boards)
    {
        foreach (var (link, use) in _links)
            if (use.Board is { } board && boards.Contains(board))
                WriteStop(link);
    }

    /// <summary>This board answers on the link.</summary>
    public void HasBoard(ISerialLink link, string board)
    {
        if (_links.TryGetValue(link, out var use))
            use.Board = board;
    }

    /// <summary>A command of this account goes out on the link; until then at the latest something of it may be on.</summary>
    /// <param name="link">The line.</param>
    /// <param name="account">Whose command.</param>
    /// <param name="until">In ms, by <see cref="Environment.TickCount64"/>.</param>
    public void Drives(ISerialLink link, Guid account, long until)
    {
        if (_links.TryGetValue(link, out var use))
            use.Accounts.AddOrUpdate(account, until, (_, known) => Math.Max(known, until));
    }

    /// <summary>The boards on which something of this account may be on now.</summary>
    public IReadOnlyCollection<string> DrivenBy(Guid account)
    {
        var now = Environment.TickCount64;
        var boards = new List<string>();
        foreach (var use in _links.Values)
            if (use.Board is { } board && use.Accounts.TryGetValue(account, out var until) && until >= now)
                boards.Add(board);
        return boards;
    }

    public static bool WriteStop(ISerialLink link)
    {
        link.DiscardOutput();
        return link.Write([HostLines.StopByte], _patience);
    }

    private void Close(ISerialLink link)
    {
        if (_links.TryRemove(link, out _))
            link.Dispose();
    }

    /// <summary>What is known of a link. A board's accounts are few: one entry each, as long as the link lasts.</summary>
    private sealed class LinkUse
    {
        public volatile string? Board;
        public readonly ConcurrentDictionary<Guid, long> Accounts = new();
    }
}
