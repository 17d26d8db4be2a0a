using System.Diagnostics;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Benchmarks.Decoding;

/// <summary>
/// Ingestion's decoder in a process of its own, as the peer is: frames become events, each is handed to a listener.
/// Unlike the peer it also drops what it has seen before and credits the streaks: it does its whole work.
/// Reads "seconds" lines from its input; answers each with one JSON line.
/// </summary>
internal static class DecodeHere
{
    private const int LargestFrame = 16 * 1024 * 1024;

    public static int Run(string path)
    {
        var frames = FrameFile.Read(path);
        var inflater = new Inflater(LargestFrame);
        using var self = Process.GetCurrentProcess();
        while (System.Console.In.ReadLine() is { } line)
        {
            var atLeast = TimeSpan.FromSeconds(double.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
            self.Refresh();
            var cpu = self.TotalProcessorTime;
            var wall = Stopwatch.StartNew();
            var messages = 0L;
            Dictionary<string, long> events;
            do
            {
                var pass = new Pass(inflater);
                foreach (var frame in frames)
                    pass.Read(frame);
                messages += pass.Counters.Messages;
                events = pass.Events();
                self.Refresh();
            } while (self.TotalProcessorTime - cpu < atLeast);
            var round = new DecodeRound(
                messages,
                (self.TotalProcessorTime - cpu).TotalSeconds,
                wall.Elapsed.TotalSeconds,
                events
            );
            System.Console.WriteLine(JsonSerializer.Serialize(round, JsonSerializerOptions.Web));
        }
        return 0;
    }

    /// <summary>All frames once, as one room: a new one each time, for what was seen before would be dropped.</summary>
    private sealed class Pass(Inflater inflater)
    {
        private readonly long[] _byKind = new long[Enum.GetValues<LiveEventKind>().Max(kind => (int)kind) + 1];
        private readonly List<LiveEvent> _made = [];
        private RoomReader? _reader;

        public ReadCounters Counters { get; } = new();

        public void Read(byte[] bytes)
        {
            _reader ??= new RoomReader(new RoomTally(), Counters);
            var frame = new PushFrame();
            var batch = new FetchResult();
            var whole = frame.Read(bytes);
            var payload = frame.Payload;
            if (whole && frame.IsGzip)
                whole = inflater.TryInflate(frame.Payload, out payload);
            if (!whole || !batch.Read(payload))
                throw new InvalidDataException("A frame of the benchmark cannot be decoded.");
            _made.Clear();
            _reader.Read(batch, DateTimeOffset.UnixEpoch, _made);
            foreach (var made in _made)
                Listen(made);
        }

        public Dictionary<string, long> Events()
        {
            var events = Enum.GetValues<LiveEventKind>()
                .Where(kind => _byKind[(int)kind] > 0)
                .ToDictionary(kind => $"{kind}", kind => _byKind[(int)kind]);
            events["(undecodable)"] = Counters.Undecodable;
            events["(unknown)"] = Counters.Unknown;
            events["(duplicate)"] = Counters.Duplicates;
            return events;
        }

        private void Listen(LiveEvent made) => _byKind[(int)made.Kind]++;
    }
}

/// <summary>What one round of a decoder came to.</summary>
/// <param name="Messages">Messages in the frames that were decoded.</param>
/// <param name="CpuSeconds">Of all threads of the process: garbage collection and inflation too.</param>
/// <param name="Events">Events of the last pass by kind.</param>
internal sealed record DecodeRound(
    long Messages,
    double CpuSeconds,
    double WallSeconds,
    Dictionary<string, long> Events
)
{
    public double PerCpuSecond => Messages / CpuSeconds;
}
