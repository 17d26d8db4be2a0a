using System.Collections.Concurrent;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>Every open link, for the one who must reach all of them at once. Used by any thread.</summary>
internal sealed class OpenLinks
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<ISerialLink, bool> _links = new();
    private volatile bool _closed;

    /// <summary>A link that was opened while the gateway ends is closed at once.</summary>
    public void Add(ISerialLink link)
    {
        _links[link] = true;
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
}
