using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace LiveOps.Ingestion.Publishing;

/// <summary>The journal of one account, open for as long as the process lives, and what it held at the start.</summary>
internal sealed record AccountJournal(Outgoing Outgoing, JournalRecovery Recovered);

/// <summary>
/// All journals of the data folder. They are opened at start, also those of accounts that another replica owns now:
/// what they hold still has to go out.
/// </summary>
internal sealed partial class Journals(
    IEventBroker broker,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<Outgoing> log
) : IAsyncDisposable
{
    private const string Extension = ".journal";

    private readonly ConcurrentDictionary<Guid, AccountJournal> _open = [];
    private readonly string _folder = Path.Combine(options.Value.DataFolder, "journals");

    /// <exception cref="IOException">The folder cannot be used, or another process has the file.</exception>
    public void OpenExisting()
    {
        Directory.CreateDirectory(_folder);
        foreach (string path in Directory.EnumerateFiles(_folder, $"*{Extension}"))
        {
            if (Guid.TryParse(Path.GetFileNameWithoutExtension(path), out Guid accountId))
            {
                Of(accountId);
            }
        }
    }

    public AccountJournal Of(Guid accountId) =>
        _open.GetOrAdd(accountId, id => Open(id, Path.Combine(_folder, $"{id}{Extension}")));

    public long Waits => _open.Values.Sum(journal => journal.Outgoing.Waits);

    public async Task DrainAsync(TimeSpan patience) =>
        await Task.WhenAll(_open.Values.Select(journal => journal.Outgoing.DrainAsync(patience)));

    public async ValueTask DisposeAsync()
    {
        foreach (AccountJournal journal in _open.Values)
        {
            await journal.Outgoing.DisposeAsync();
        }
        _open.Clear();
    }

    private AccountJournal Open(Guid accountId, string path)
    {
        var recovered = new JournalRecovery();
        var ends = new List<long>();
        var unreadable = new Dictionary<long, byte[]>();
        Journal journal = Journal.Open(
            path,
            (end, json) =>
            {
                ends.Add(end);
                if (LiveEventsJson.Read(json.Span) is { } message)
                {
                    recovered.Add(message);
                }
                else
                {
                    unreadable.Add(end, json.ToArray());
                }
            }
        );
        // A record that this version cannot read must not hold up all that follow: it is set aside beside the journal.
        foreach ((_, byte[] record) in unreadable.Where(one => one.Key > journal.Confirmed))
        {
            journal.SetAside(record);
            LogUnreadable(log, journal.AsidePath);
        }
        var outgoing = new Outgoing(
            accountId,
            journal,
            ends.Count(end => end > journal.Confirmed && !unreadable.ContainsKey(end)),
            unreadable.Keys.ToHashSet(),
            broker,
            options.Value.InFlight,
            time,
            log
        );
        return new AccountJournal(outgoing, recovered);
    }

    [LoggerMessage(LogLevel.Error, "A journal record cannot be read by this version; it is kept in {Path}")]
    private static partial void LogUnreadable(ILogger log, string path);
}
