using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace LiveOps.Benchmarks.Screens;

/// <summary>200 live screens at one console process: sockets as browsers open them, and one real browser among them.</summary>
internal static class BrowsersPart
{
    private const int Browsers = 200;
    private const int Accounts = 50;
    private const int PerAccount = 20;
    private const int DefaultSeconds = 60;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var all = await ManyRooms.AddAccountsAsync(system, Accounts, cancellationToken);
        var console = system.Processes["console"];
        await using var queue = await ConsoleQueue.OpenAsync(system.Broker, console, cancellationToken);
        var rooms = new ManyRooms(queue, all);
        var seconds = options.Seconds ?? DefaultSeconds;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var browsers in new[] { 1, Browsers })
        {
            Report.Progress($"{browsers} browsers: {seconds} s");
            await using var page = await WatchedPage.OpenAsync(
                system.ConsoleUrl,
                system.Installation.Secrets.AdminPassword,
                $"/live?account={all[7].Handle}"
            );
            var heard = new Heard();
            var screens = new List<HubConnection>();
            try
            {
                for (var n = 0; n < browsers - 1; n++)
                    screens.Add(await OpenAsync(system, all[n % all.Count].AccountId, heard, cancellationToken));
                await rooms.PlayAsync(PerAccount, _warmUp, cancellationToken);
                await page.BeginAsync();
                heard.Delays.Clear();
                var cpu = new CpuMeter(system.Processes);
                await rooms.PlayAsync(PerAccount, TimeSpan.FromSeconds(seconds), cancellationToken);
                var cores = cpu.Cores().First(process => process.Name == "console").Cores;
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                var seen = await page.ReadAsync();
                rows.Add([
                    ((long)browsers).Thousands(),
                    Times(seen.Delays),
                    ((long)seen.Slow.Count).Thousands(),
                    Times([.. heard.Delays]),
                    ((long)heard.Delays.Count).Thousands(),
                    heard.Lost.ToString(CultureInfo.InvariantCulture),
                    cores.ToString("0.00", CultureInfo.InvariantCulture),
                    ProcessUse.ResidentBytes(console).Mebibytes(),
                ]);
            }
            finally
            {
                foreach (var screen in screens)
                    await screen.DisposeAsync();
            }
        }
        report.Table(
            [
                "browsers",
                "Chromium: to pixel p50 / p95 / max ms",
                "frames over 100 ms",
                "sockets: to arrival p50 / p95 / max ms",
                "comments heard",
                "sockets lost",
                "console's cores",
                "console's MiB",
            ],
            rows
        );
    }

    private static string Times(IReadOnlyList<double> delays) =>
        delays.Count == 0 ? "-" : $"{delays.Median():0} / {delays.Percentile(0.95):0} / {delays.Max():0}";

    private static async Task<HubConnection> OpenAsync(
        MeasuredSystem system,
        Guid account,
        Heard heard,
        CancellationToken cancellationToken
    )
    {
        var screen = new HubConnectionBuilder()
            .WithUrl(
                $"{system.ConsoleUrl}/hubs/live",
                HttpTransportType.WebSockets,
                socket =>
                {
                    socket.SkipNegotiation = true;
                    socket.Headers["X-LiveOps"] = "1";
                    socket.Headers["Authorization"] = system.Http.DefaultRequestHeaders.Authorization!.ToString();
                }
            )
            .Build();
        screen.On<JsonElement>("live", heard.Take);
        screen.Closed += error =>
        {
            if (error is not null)
                heard.Lose();
            return Task.CompletedTask;
        };
        await screen.StartAsync(cancellationToken);
        await screen.InvokeAsync<JsonElement?>("show-room", account.ToString(), cancellationToken);
        return screen;
    }

    /// <summary>What all the sockets heard.</summary>
    private sealed class Heard
    {
        private int _lost;

        public ConcurrentQueue<double> Delays { get; } = new();
        public int Lost => _lost;

        public void Lose() => Interlocked.Increment(ref _lost);

        public void Take(JsonElement update)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            foreach (var item in update.GetProperty("events").EnumerateArray())
            {
                if (!item.TryGetProperty("text", out var text) || text.GetString() is not { } words)
                    continue;
                if (!words.StartsWith(ManyRooms.Mark, StringComparison.Ordinal))
                    continue;
                var at = long.Parse(words.AsSpan(ManyRooms.Mark.Length, 13), CultureInfo.InvariantCulture);
                Delays.Enqueue(now - at);
            }
        }
    }
}
