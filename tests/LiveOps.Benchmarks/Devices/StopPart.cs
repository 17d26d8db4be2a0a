using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Benchmarks.Devices;

/// <summary>
/// The emergency stop from the click to the pin: by the console and by the gateway's own page, on an idle line and
/// with ten thousand commands in the lanes and the line full.
/// </summary>
internal static class StopPart
{
    private const int Queued = 10_000;

    /// <summary>Sent on top: while the lanes fill, the board works.</summary>
    private const int DoneMeanwhile = 6_000;
    private const int DefaultRounds = 10;
    private const int LongMs = 60_000;
    private const string Lit = "LED1";
    private const string LitPin = "PB5";

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(
            options,
            cancellationToken,
            environment: new Dictionary<string, string> { ["Gateway__LaneLength"] = "10000" }
        );
        await using var load = await GatewayLoad.StartAsync(system, 1, cancellationToken);
        var rounds = options.RoundsGiven ?? DefaultRounds;
        var rows = new List<string[]>();
        foreach (var (name, url) in Ways(system))
        {
            // In turn, so that both meet the same moments of the machine.
            var idle = new List<double>();
            var busy = new List<double>();
            for (var round = 0; round <= rounds; round++)
            {
                var quiet = await StopAsync(system, load, url, queued: 0, cancellationToken);
                var full = await StopAsync(system, load, url, Queued, cancellationToken);
                // The first warms up.
                if (round == 0)
                    continue;
                idle.Add(quiet);
                busy.Add(full);
            }
            rows.Add([
                name,
                idle.Percentile(0.5).Ms(),
                idle.Percentile(0.99).Ms(),
                busy.Percentile(0.5).Ms(),
                busy.Percentile(0.99).Ms(),
                (busy.Percentile(0.99) / idle.Percentile(0.99)).ToString(
                    "0.0x",
                    System.Globalization.CultureInfo.InvariantCulture
                ),
            ]);
        }
        report.Table(["stop by", "idle p50 ms", "idle p99 ms", "busy p50 ms", "busy p99 ms", "busy / idle, p99"], rows);
        report.Line(
            $"\n{rounds} stops each way. From the request to the fall of a pin that is on; busy: {Queued} commands in the gateway's lanes and the line full."
        );
    }

    private static (string Name, string Url)[] Ways(MeasuredSystem system) =>
        [
            ("the console, through the broker", $"{system.ConsoleUrl}/api/devices/emergency-stop"),
            ("the gateway's own page", $"{system.GatewayUrl}/api/gateway/emergency-stop"),
        ];

    /// <returns>Milliseconds from the request to the pin.</returns>
    private static async Task<double> StopAsync(
        MeasuredSystem system,
        GatewayLoad load,
        string url,
        int queued,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        var board = load.Boards[0];
        var on = load.Command(board, 0, LongMs, Lit);
        // Two other devices keep the line full.
        var commands = Enumerable
            .Range(0, queued == 0 ? 0 : queued + DoneMeanwhile)
            .Select(n => load.Command(board, 1 + (n % 2), ms: 1))
            .ToArray();
        await load.SendAsync(commands, cancellationToken);
        await load.SendAsync([on], cancellationToken);
        await system.UntilAsync(
            async token =>
            {
                var devices = (await load.StatusAsync(token)).Boards[0].Devices;
                return devices.Any(device => device is { DeviceId: Lit, Active: true })
                    && devices.Sum(device => device.Waiting) >= queued;
            },
            "the light is on and the lanes are full",
            120,
            cancellationToken
        );
        Report.Progress($"{queued} commands wait, {watch.Elapsed.TotalSeconds:0.0} s");
        var start = MonotonicNs();
        using (var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(new { }) })
            (await system.Http.SendAsync(request, cancellationToken)).EnsureSuccessStatusCode();
        long? fell = null;
        await system.UntilAsync(
            _ => Task.FromResult((fell = Fall(system.PinLogs[0], start)) is not null),
            "the pin falls",
            30,
            cancellationToken
        );
        await load.EndsAsync([on, .. commands], cancellationToken);
        (
            await system.Http.PostAsJsonAsync(
                $"{system.GatewayUrl}/api/gateway/reset",
                new { confirm = "reset" },
                cancellationToken
            )
        ).EnsureSuccessStatusCode();
        (
            await system.Http.PostAsJsonAsync(
                $"{system.ConsoleUrl}/api/devices/emergency-stop/reset",
                new { confirm = true },
                cancellationToken
            )
        ).EnsureSuccessStatusCode();
        await system.UntilAsync(
            async token => (await load.StatusAsync(token)).Boards[0].State == BoardState.Ready,
            "the board is ready again",
            30,
            cancellationToken
        );
        return (fell!.Value - start) / 1e6;
    }

    /// <summary>CLOCK_MONOTONIC, the clock of the pin log.</summary>
    private static long MonotonicNs() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private static long? Fall(string pinLog, long after)
    {
        using var file = new FileStream(pinLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        // The last lines are enough: nothing else moves this pin.
        file.Seek(-Math.Min(file.Length, 65_536), SeekOrigin.End);
        using var reader = new StreamReader(file);
        foreach (var line in reader.ReadToEnd().Split('\n').Reverse())
        {
            if (!line.StartsWith('{') || !line.EndsWith('}'))
                continue;
            var change = JsonDocument.Parse(line).RootElement;
            var at = change.GetProperty("wallNs").GetInt64();
            if (at < after)
                return null;
            if (change.GetProperty("pin").GetString() == LitPin && change.GetProperty("value").GetInt32() == 0)
                return at;
        }
        return null;
    }
}
