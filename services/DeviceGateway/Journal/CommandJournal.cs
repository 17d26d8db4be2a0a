using System.Buffers;
using System.Globalization;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.DeviceGateway.Journal;

/// <summary>What the journal knows of one command.</summary>
internal sealed class JournalEntry
{
    public required Guid Id { get; init; }
    public JournalStage Stage { get; set; }

    /// <summary>Null once the command is over: only the result matters then.</summary>
    public DeviceCommand? Command { get; set; }
    public DeviceCommandCompleted? Result { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public double? BoardMs { get; set; }
    public double? PathMs { get; set; }
    public DateTimeOffset LastChange { get; set; }

    /// <summary>The segment that holds its first record: kept as long as this is not reported.</summary>
    public long Segment { get; init; }

    /// <summary>Its result was asked for again and published again: enough.</summary>
    public bool AnsweredAgain { get; set; }
}

/// <summary>
/// The books of one gateway: which commands it has taken, sent and finished, so that over a crash none is fired twice
/// and none is lost. Used by one thread.
/// </summary>
/// <remarks>
/// Append-only segments. A record is handed to the operating system before what it announces happens, so it survives
/// the death of the process. It is not forced onto the disk: what a power cut can take is younger than the board's own
/// power cut, and its command has expired when the PC is up again.
/// </remarks>
internal sealed class CommandJournal : IDisposable
{
    private const int SegmentBytes = 8 * 1024 * 1024;
    private const int ResultsKept = 10_000;
    private readonly string _folder;
    private readonly TimeSpan _retention;
    private readonly Dictionary<Guid, JournalEntry> _entries = [];
    private readonly Queue<JournalEntry> _reported = new();
    private readonly SortedDictionary<long, DateTimeOffset> _segments = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private FileStream _file;
    private long _segment;
    private DateTimeOffset _segmentBegun;

    private CommandJournal(string folder, TimeSpan retention, DateTimeOffset now)
    {
        _folder = folder;
        _retention = retention;
        foreach (var path in Directory.EnumerateFiles(folder, "commands-*.journal").Order(StringComparer.Ordinal))
        {
            if (!long.TryParse(Path.GetFileName(path).AsSpan(9, 10), CultureInfo.InvariantCulture, out var number))
                continue;
            _segments[number] = now;
            _segment = number;
            Load(path, number);
        }
        _file = Begin(now);
    }

    /// <summary>Records that failed their check when the journal was read: at most the last of each segment is expected.</summary>
    public int Damaged { get; private set; }
    public int Count => _entries.Count;

    /// <summary>Reads what is there and begins a new segment.</summary>
    /// <param name="folder">Exists and is this gateway's alone.</param>
    /// <param name="retention">How long a finished command is remembered, so that a late redelivery finds it.</param>
    /// <param name="now">Now.</param>
    public static CommandJournal Open(string folder, TimeSpan retention, DateTimeOffset now) =>
        new(folder, retention, now);

    public JournalEntry? Find(Guid id) => _entries.GetValueOrDefault(id);

    /// <summary>Received or sent, without a result. Oldest first.</summary>
    public IReadOnlyList<JournalEntry> Unfinished() =>
        [.. _entries.Values.Where(entry => entry.Stage < JournalStage.Completed).OrderBy(entry => entry.LastChange)];

    /// <summary>Finished, but the broker does not have the result. Oldest first.</summary>
    public IReadOnlyList<JournalEntry> Unreported() =>
        [.. _entries.Values.Where(entry => entry.Stage == JournalStage.Completed).OrderBy(entry => entry.LastChange)];

    /// <summary>
    /// What a board's devices have been on, as far as it is remembered, oldest first. Where nobody knows how long a
    /// command ran, its whole time counts.
    /// </summary>
    public IEnumerable<(string Device, DateTimeOffset At, int Ms)> OnTimes(string board) =>
        _entries
            .Values.Where(entry =>
                entry is { Result: { SentAt: not null, DurationMs: > 0 } result } && result.BoardId == board
            )
            .Select(entry => entry.Result!)
            .OrderBy(result => result.SentAt)
            .Where(result => result.Outcome != DeviceCommandOutcome.Refused)
            .Select(result => (result.DeviceId, result.SentAt!.Value, result.RanMs ?? result.DurationMs));

    public void Received(DeviceCommand command, DateTimeOffset now) =>
        Append(
            new JournalRecord
            {
                Stage = JournalStage.Received,
                Id = command.CommandId,
                At = now,
                Command = command,
            }
        );

    public void Sent(Guid id, DateTimeOffset now, double? pathMs) =>
        Append(
            new JournalRecord
            {
                Stage = JournalStage.Sent,
                Id = id,
                At = now,
                PathMs = pathMs,
            }
        );

    public void Acknowledged(Guid id, DateTimeOffset now, double? boardMs) =>
        Append(
            new JournalRecord
            {
                Stage = JournalStage.Acknowledged,
                Id = id,
                At = now,
                BoardMs = boardMs,
            }
        );

    public void Completed(DeviceCommandCompleted result) =>
        Append(
            new JournalRecord
            {
                Stage = JournalStage.Completed,
                Id = result.CommandId,
                At = result.CompletedAt,
                Result = result,
            }
        );

    public void Reported(Guid id, DateTimeOffset now) =>
        Append(
            new JournalRecord
            {
                Stage = JournalStage.Reported,
                Id = id,
                At = now,
            }
        );

    /// <summary>Hands everything appended to the operating system.</summary>
    public void Flush()
    {
        if (_buffer.WrittenCount == 0)
            return;
        _file.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Forgets what is old and finished, and begins a new segment when it is time.</summary>
    public void Housekeep(DateTimeOffset now)
    {
        while (_reported.TryPeek(out var oldest) && oldest.LastChange < now - _retention)
        {
            _reported.Dequeue();
            _entries.Remove(oldest.Id);
        }
        // Ids are remembered for the whole time, results only of the latest: a busy hour stays small in memory.
        if (_reported.Count > ResultsKept)
            foreach (var entry in _reported.Take(_reported.Count - ResultsKept))
                entry.Result = null;
        if (_file.Length > 0 && (_file.Length > SegmentBytes || now - _segmentBegun > _retention / 2))
        {
            Flush();
            _file.Dispose();
            _segments[_segment] = now;
            _file = Begin(now);
        }
        DropOldSegments(now);
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private void DropOldSegments(DateTimeOffset now)
    {
        var needed = long.MaxValue;
        foreach (var entry in _entries.Values)
            if (entry.Stage < JournalStage.Reported)
                needed = Math.Min(needed, entry.Segment);
        foreach (var (number, ended) in _segments.ToArray())
        {
            if (number >= needed || number == _segment || ended > now - _retention)
                return;
            File.Delete(PathOf(number));
            _segments.Remove(number);
        }
    }

    private FileStream Begin(DateTimeOffset now)
    {
        _segment++;
        _segmentBegun = now;
        _segments[_segment] = now;
        // Unbuffered: one write is one system call, and when it returns the bytes are the operating system's.
        return new FileStream(PathOf(_segment), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private string PathOf(long segment) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"commands-{segment:D10}.journal"));

    private void Append(JournalRecord record)
    {
        JournalFormat.Write(record, _buffer);
        Apply(record, _segment);
    }

    private void Load(string path, long segment)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (JournalFormat.Read(line) is { } record)
                Apply(record, segment);
            else
                Damaged++;
        }
    }

    private void Apply(JournalRecord record, long segment)
    {
        if (!_entries.TryGetValue(record.Id, out var entry))
        {
            // Of a command whose first segment is gone only the result is worth keeping.
            if (record.Stage is not (JournalStage.Received or JournalStage.Completed))
                return;
            _entries.Add(record.Id, entry = new JournalEntry { Id = record.Id, Segment = segment });
        }
        // Copies of a finished command's records change nothing.
        if (record.Stage < entry.Stage)
            return;
        entry.Stage = record.Stage;
        entry.LastChange = record.At;
        switch (record.Stage)
        {
            case JournalStage.Received:
                entry.Command = record.Command;
                break;
            case JournalStage.Sent:
                entry.SentAt = record.At;
                entry.PathMs = record.PathMs;
                break;
            case JournalStage.Acknowledged:
                entry.AcknowledgedAt = record.At;
                entry.BoardMs = record.BoardMs;
                break;
            case JournalStage.Completed:
                entry.Result = record.Result;
                entry.Command = null;
                break;
            case JournalStage.Reported:
                _reported.Enqueue(entry);
                break;
        }
    }
}
