using System.Globalization;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// Routing keys of messages that are taken in order for each account. An account has one of them for ever, whatever
/// becomes of the broker: its consistent hash exchange gives accounts to other queues after a restart, because it puts
/// the bindings back in another order than they were made in.
/// </summary>
public static class AccountBucket
{
    /// <summary>How many there are; no consumer can have more partitions.</summary>
    public const int Count = 64;

    private static readonly string[] _keys =
    [
        .. Enumerable.Range(0, Count).Select(bucket => bucket.ToString("00", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The routing key of everything that happens to an account: 00 to 63.</summary>
    public static string Of(Guid accountId)
    {
        Span<byte> bytes = stackalloc byte[16];
        accountId.TryWriteBytes(bytes, bigEndian: true, out _);
        // The end of an id is random in all versions that are used.
        return _keys[bytes[^1] % Count];
    }

    /// <summary>The routing keys that one partition takes.</summary>
    public static IEnumerable<string> OfPartition(int partition, int partitions) =>
        _keys.Where((_, bucket) => bucket % partitions == partition);
}
