using System.Collections.Concurrent;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>Every open link, for the one who must reach all of them at once. Used by any thread.</summary>
internal sealed class OpenLinks
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<ISerialLink, bool> _links = new();

    public void Add(ISerialLink link) => _links[link] = true;

    public void Remove(ISerialLink link) => _links.TryRemove(link, out _);

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
}
