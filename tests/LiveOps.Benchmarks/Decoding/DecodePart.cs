using LiveOps.Benchmarks.Reporting;

namespace LiveOps.Benchmarks.Decoding;

/// <summary>
/// Frames to events, against the package that most of the field builds on: the same bytes, one core each, CPU time.
/// The rounds of both alternate, so that whatever else the machine does hits both.
/// </summary>
internal static class DecodePart
{
    private const double WarmUpSeconds = 4;
    private const double RoundSeconds = 1;
    private const int RehearsedFrames = 100;
    private const int DefaultRounds = 5;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var (package, why) = await PeerPackage.GetAsync(options.Root, cancellationToken);
        if (package is null)
            report.Line($"The peer is not measured: {why}.\n");
        var rows = new List<IReadOnlyList<string>>();
        var remarks = new List<string>();
        foreach (var (name, frames) in Sources(options.Root, remarks))
        {
            Report.Progress($"decode: {name}");
            var path = Path.Combine(options.Root, "artifacts", "bench", "frames.bin");
            FrameFile.Write(path, frames);
            rows.Add(
                await MeasureAsync(
                    name,
                    frames,
                    path,
                    package,
                    (options.RoundsGiven ?? DefaultRounds),
                    remarks,
                    cancellationToken
                )
            );
            File.Delete(path);
        }
        report.Table(
            [
                "payload",
                "bytes a message",
                "LiveOps, messages per CPU-s",
                $"{PeerPackage.Name} {PeerPackage.Version}",
                "ratio",
            ],
            rows
        );
        report.Line(
            $"\nMedian of {(options.RoundsGiven ?? DefaultRounds)} rounds of {RoundSeconds:0} CPU-second (the range of the rounds in brackets), after {WarmUpSeconds:0} s of warm-up; frames of {Payloads.MessagesPerFrame} messages; each process bound to one core; CPU time of all its threads."
        );
        remarks.ForEach(remark => report.Line($"- {remark}"));
    }

    private static IEnumerable<(string Name, IReadOnlyList<byte[]> Frames)> Sources(string root, List<string> remarks)
    {
        var rehearsed = Payloads.Rehearsed(RehearsedFrames);
        yield return ("rehearsed, plain", [.. rehearsed.Select(frame => frame.Bytes(gzip: false))]);
        yield return ("rehearsed, gzip", [.. rehearsed.Select(frame => frame.Bytes(gzip: true))]);
        if (Payloads.Recorded(root, gzip: false, all: false) is not { } recorded)
        {
            remarks.Add("Recorded messages are skipped: shared/data/webcast is not beside the repository.");
            yield break;
        }
        yield return ("recorded, plain", recorded);
        yield return ("recorded, gzip", Payloads.Recorded(root, gzip: true, all: false)!);
        yield return ("recorded with unread types, plain", Payloads.Recorded(root, gzip: false, all: true)!);
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(
        string name,
        IReadOnlyList<byte[]> frames,
        string path,
        PeerPackage? package,
        int rounds,
        List<string> remarks,
        CancellationToken cancellationToken
    )
    {
        using var ours = Decoder.Ours(path);
        using var peer = package is null ? null : Decoder.Peer(package, path);
        var first = await ours.RoundAsync(WarmUpSeconds, cancellationToken);
        var firstPeer = peer is null ? null : await peer.RoundAsync(WarmUpSeconds, cancellationToken);
        var rates = new List<double>();
        var peerRates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            rates.Add((await ours.RoundAsync(RoundSeconds, cancellationToken)).PerCpuSecond);
            if (peer is not null)
                peerRates.Add((await peer.RoundAsync(RoundSeconds, cancellationToken)).PerCpuSecond);
        }
        remarks.Add($"{name}: LiveOps {Counts(first)}{(firstPeer is null ? "" : $"; peer {Counts(firstPeer)}")}.");
        var messages = first.Events.Where(kind => kind.Key != "GiftFinal").Sum(kind => kind.Value);
        return
        [
            name,
            (frames.Sum(frame => (double)frame.Length) / messages).Thousands(),
            WithRange(rates),
            peerRates.Count == 0 ? "-" : WithRange(peerRates),
            peerRates.Count == 0 ? "-" : (rates.Median() / peerRates.Median()).Times(),
        ];
    }

    private static string WithRange(List<double> rates) =>
        $"{rates.Median().Thousands()} ({rates.Min().Thousands()}..{rates.Max().Thousands()})";

    private static string Counts(DecodeRound round) =>
        string.Join(
            ", ",
            round
                .Events.Where(kind => kind.Value > 0)
                .OrderByDescending(kind => kind.Value)
                .Select(kind => $"{kind.Key} {kind.Value}")
        );
}
