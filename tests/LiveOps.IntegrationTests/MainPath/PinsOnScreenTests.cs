using System.Net.ServerSentEvents;
using System.Text.Json;
using LiveOps.AppHost;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>What the live page needs to show the pin behind a gift, from the parts that really send it.</summary>
[Collection(Alone.Name)]
public sealed class PinsOnScreenTests(RunningSystem system)
{
    [Fact]
    public async Task A_pin_change_names_the_port_under_which_the_console_lists_its_board()
    {
        await system.StartAsync();
        await system.NewRoomAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stream = await system.Http.GetStreamAsync(
            $"{system.Console}/api/rehearsal/boards/pins/stream",
            patience.Token
        );
        JsonElement? change = null;
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            if (item.EventType == "listening")
                await system.InRoomAsync("gifts", new { gift = "Rose" });
            if (item.EventType != "pin")
                continue;
            change = JsonSerializer.Deserialize<JsonElement>(item.Data);
            break;
        }

        var boards = (await system.GetAsync("/api/devices"))
            .GetProperty("gateways")
            .EnumerateArray()
            .SelectMany(gateway => gateway.GetProperty("boards").EnumerateArray());
        var board = boards.Single(one =>
            one.GetProperty("port").GetString() == change!.Value.GetProperty("port").GetString()
        );
        board
            .GetProperty("devices")
            .EnumerateArray()
            .Single(device => device.GetProperty("deviceId").GetString() == "LED1")
            .GetProperty("pins")
            .EnumerateArray()
            .Select(pin => pin.GetInt32())
            .ShouldBe([13]);
        change!.Value.GetProperty("pin").GetString().ShouldBe("PB5");
        change.Value.GetProperty("value").GetInt32().ShouldBe(1);
        (await system.ConnectionAsync()).ShouldBe("Live", Topology.Handle);
    }
}
