using System.Net.Http.Json;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Benchmarks.Devices;

/// <summary>One emergency stop: a light goes on, the lanes fill, somebody clicks, the pin falls, all is released again.</summary>
internal sealed class StopTrial(MeasuredSystem system, GatewayLoad load)
{
    /// <summary>Commands that wait in the lanes at the least when a busy gateway is stopped.</summary>
    public const int Queued = 10_000;

    /// <summary>Behind the light, which is on for longer than any trial: they wait.</summary>
    private const int BehindTheLight = 9_500;

    /// <summary>For two other devices, a millisecond each: they keep the line full while the lanes fill and beyond.</summary>
    private const int OnTheLine = 2_500;

    /// <summary>With fewer of them left the line might have run dry before the click.</summary>
    private const int LeastOnTheLine = 50;
    private const int LongMs = 60_000;
    private const string Lit = "LED1";
    private readonly PinLog _pin = new(system.PinLogs[0], "PB5");

    /// <returns>Milliseconds from the request to the pin.</returns>
    public async Task<double> ByConsoleAsync(bool queued, CancellationToken cancellationToken)
    {
        var commands = await FillAsync(queued, cancellationToken);
        var ms = await ClickAsync($"{system.ConsoleUrl}/api/devices/emergency-stop", queued, cancellationToken);
        await load.EndsAsync(commands, cancellationToken);
        await PostAsync($"{system.ConsoleUrl}/api/devices/emergency-stop/reset", new { }, cancellationToken);
        await ReadyAsync(cancellationToken);
        return ms;
    }

    /// <summary>The broker goes away after the commands have come, and comes back after the stop.</summary>
    /// <returns>Milliseconds from the request to the pin.</returns>
    public async Task<double> ByPageAsync(bool queued, CancellationToken cancellationToken)
    {
        var commands = await FillAsync(queued, cancellationToken);
        system.Line.Cut();
        double ms;
        try
        {
            await system.UntilAsync(
                async token => !await load.HasBrokerAsync(token),
                "the gateway misses its broker",
                30,
                cancellationToken
            );
            ms = await ClickAsync($"{system.GatewayUrl}/api/gateway/emergency-stop", queued, cancellationToken);
        }
        finally
        {
            system.Line.Mend();
        }
        await load.EndsAsync(commands, cancellationToken);
        await PostAsync($"{system.GatewayUrl}/api/gateway/reset", new { confirm = "reset" }, cancellationToken);
        await ReadyAsync(cancellationToken);
        return ms;
    }

    private async Task<IReadOnlyList<DeviceCommand>> FillAsync(bool queued, CancellationToken cancellationToken)
    {
        var board = load.Boards[0];
        List<DeviceCommand> commands = [load.Command(board, 0, LongMs, Lit)];
        await load.SendAsync(commands, cancellationToken);
        await system.UntilAsync(
            async token => (await DevicesAsync(token)).Any(device => device is { DeviceId: Lit, Active: true }),
            "the light is on",
            60,
            cancellationToken
        );
        if (!queued)
            return commands;
        var behind = Enumerable.Range(0, BehindTheLight).Select(_ => load.Command(board, 0, LongMs, Lit)).ToArray();
        await load.SendAsync(behind, cancellationToken);
        var others = Enumerable.Range(0, OnTheLine).Select(n => load.Command(board, 1 + (n % 2), ms: 1)).ToArray();
        await load.SendAsync(others, cancellationToken);
        commands.AddRange(behind);
        commands.AddRange(others);
        await system.UntilAsync(
            async token => (await DevicesAsync(token)).Sum(device => device.Waiting) >= Queued,
            "the lanes are full",
            60,
            cancellationToken
        );
        return commands;
    }

    private async Task<double> ClickAsync(string url, bool queued, CancellationToken cancellationToken)
    {
        if (
            queued
            && (await DevicesAsync(cancellationToken)).Where(device => device.DeviceId != Lit).Sum(one => one.Waiting)
                < LeastOnTheLine
        )
            throw new InvalidOperationException("The line ran dry before the click: this would be no busy stop.");
        var start = PinLog.MonotonicNs();
        await PostAsync(url, new { }, cancellationToken);
        long? fell = null;
        await system.UntilAsync(
            _ => Task.FromResult((fell = _pin.Went(0, start)) is not null),
            "the pin falls",
            30,
            cancellationToken
        );
        return (fell!.Value - start) / 1e6;
    }

    private async Task ReadyAsync(CancellationToken cancellationToken) =>
        await system.UntilAsync(
            async token =>
                await load.HasBrokerAsync(token) && (await load.StatusAsync(token)).Boards[0].State == BoardState.Ready,
            "the board is ready again",
            60,
            cancellationToken
        );

    private async Task<IEnumerable<DeviceStatus>> DevicesAsync(CancellationToken cancellationToken) =>
        (await load.StatusAsync(cancellationToken)).Boards[0].Devices;

    private async Task PostAsync(string url, object body, CancellationToken cancellationToken) =>
        (await system.Http.PostAsJsonAsync(url, body, cancellationToken)).EnsureSuccessStatusCode();
}
