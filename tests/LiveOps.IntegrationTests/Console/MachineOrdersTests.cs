using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Gateways;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Console;

/// <summary>What is ordered of a gateway at the Console, down to the board's firmware: refused, late, twice, of strangers.</summary>
[Collection(MachinesRoom.Tests)]
public sealed class MachineOrdersTests(MachinesRoom room)
{
    private IBus Bus => room.System.Console.Services.GetRequiredService<IBus>();

    [Fact]
    public async Task A_table_that_cannot_be_is_refused_with_the_reason_and_changes_nothing()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var own = await room.TableAsync();
        var before = Tell(own);

        // The gateway's own check: by the device's name, as on its page.
        var twice = await OrderAsync(own, [.. own, Row(7, "SOL1", "SOL", 12)]);
        twice.State.ShouldBe("Refused");
        twice.Detail.ShouldContain("SOL1: name SOL1 is given twice");

        // Only the board knows that a servo on D9 takes the PWM of D10.
        var timer = await OrderAsync(own, [.. own, Row(7, "LED7", "LED", 10)]);
        timer.State.ShouldBe("Refused");
        timer.Detail.ShouldContain("LED7: a pin does not exist on this board");
        timer.Detail.ShouldContain("The table is as it was.");
        await ReadyAsync();

        // Somebody has changed it meanwhile.
        var stale = await OrderAsync([.. own.Take(1)], [.. own, Row(7, "LED7", "LED", 5)]);
        stale.State.ShouldBe("Refused");
        stale.Detail.ShouldContain("The board has other devices by now");
        Tell(await room.TableAsync()).ShouldBe(before);

        var audit = await AuditAsync("board's devices not changed");
        audit.Count.ShouldBeGreaterThanOrEqualTo(3);
        audit[0].GetProperty("thingId").GetString().ShouldBe(room.Board);
        audit[0].GetProperty("actor").GetString().ShouldBe("the Admin");
    }

    [Fact]
    public async Task An_order_that_comes_late_twice_or_from_strangers_does_nothing_more()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var before = Tell(await room.TableAsync());
        var answers = new List<GatewayOrderProgressed>();
        await using var heard = await HearAsync(answers);

        var late = await SendAsync(order => order with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) });
        (await EndAsync(answers, late)).State.ShouldBe(GatewayOrderState.Expired);
        var foreign = await SendAsync(order => order with { WorkspaceId = Agency.OtherWorkspace });
        (await EndAsync(answers, foreign)).State.ShouldBe(GatewayOrderState.Refused);
        Tell(await room.TableAsync()).ShouldBe(before);

        var id = Guid.NewGuid();
        var table = await room.TableAsync();
        var seen = Rows(table);
        table.Add(Row(9, "TWICE", "RELAY", 12));
        await SendAsync(order => order with { OrderId = id, Before = seen, Devices = Rows(table) });
        (await EndAsync(answers, id)).State.ShouldBe(GatewayOrderState.Done);
        // The same order again, although the board has another table than it was made for by now.
        await SendAsync(order => order with { OrderId = id, Before = seen, Devices = Rows(table) });
        await StudioPc.EventuallyAsync(
            () => Task.FromResult(Ends(answers, id).Length == 2),
            "the end is told again",
            () => room.Pc.Output
        );
        Ends(answers, id).ShouldAllBe(one => one.State == GatewayOrderState.Done);
        (await room.DevicesAsync()).Count(row => row.GetProperty("name").GetString() == "TWICE").ShouldBe(1);

        table.RemoveAt(table.Count - 1);
        var back = await SendAsync(order => order with { Devices = Rows(table) });
        (await EndAsync(answers, back)).State.ShouldBe(GatewayOrderState.Done);
        Tell(await room.TableAsync()).ShouldBe(before);

        using var stranger = room.System.As(Roles.Admin, Agency.OtherWorkspace);
        var path = $"/api/machines/{MachinesRoom.Gateway}/boards/{room.Board}/devices";
        using var answer = await stranger.PutAsJsonAsync(path, new { before = table, devices = Array.Empty<object>() });
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetFromJsonAsync<JsonElement[]>("/api/machines"))!.ShouldBeEmpty();
        using var sender = room.System.As(Roles.Sender);
        using var refused = await sender.PutAsJsonAsync(path, new { before = table, devices = Array.Empty<object>() });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nothing_is_changed_while_something_is_on_or_the_emergency_stop_holds()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var own = await room.TableAsync();
        var answers = new List<GatewayOrderProgressed>();
        await using var heard = await HearAsync(answers);
        (
            await room.Admin.PostAsJsonAsync(
                $"/api/devices/{room.Board}/LED1/test",
                new { action = "ON", durationMs = 10_000 }
            )
        ).EnsureSuccessStatusCode();
        await DeviceAsync("LED1", active: true);
        // Past the Console's look at it: the gateway decides.
        var busy = await SendAsync(order => order with { Devices = [] });
        var end = await EndAsync(answers, busy);
        end.State.ShouldBe(GatewayOrderState.Refused);
        end.Detail.ShouldNotBeNull().ShouldContain("Something is on");
        using (var seen = await PutAsync(own, []))
        {
            seen.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await seen.Content.ReadAsStringAsync()).ShouldContain("LED1 is on");
        }
        (
            await room.Admin.PostAsJsonAsync(
                $"/api/devices/{room.Board}/LED1/test",
                new { action = "STOP", durationMs = 0 }
            )
        ).EnsureSuccessStatusCode();
        await DeviceAsync("LED1", active: false);

        (await room.Admin.PostAsJsonAsync("/api/devices/emergency-stop", new { })).EnsureSuccessStatusCode();
        try
        {
            var stopped = await SendAsync(order => order with { Devices = [] });
            (await EndAsync(answers, stopped)).State.ShouldBe(GatewayOrderState.Refused);
            using var seen = await PutAsync(own, []);
            seen.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await seen.Content.ReadAsStringAsync()).ShouldContain("The emergency stop is latched");
        }
        finally
        {
            (await room.Admin.PostAsJsonAsync("/api/devices/emergency-stop/reset", new { })).EnsureSuccessStatusCode();
        }
        await ReadyAsync();
        Tell(await room.TableAsync()).ShouldBe(Tell(own));
    }

    [Fact]
    public async Task Time_outs_hold_at_once_and_ports_are_looked_for_again()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var scan = await AcceptedAsync(await room.Admin.PostAsync($"/api/machines/{MachinesRoom.Gateway}/scan", null));
        scan.State.ShouldBe("Done");
        scan.Detail.ShouldContain("Ports used: 1");

        var wrong = await AcceptedAsync(await LineAsync(5, 1));
        wrong.State.ShouldBe("Refused");
        wrong.Detail.ShouldContain("20 to 2000 ms");
        (await AcceptedAsync(await LineAsync(900, 1))).State.ShouldBe("Done");
        await StudioPc.EventuallyAsync(
            async () => (await LineOfAsync()).GetProperty("ackTimeoutMs").GetInt32() == 900,
            "the gateway tells its new time-out",
            () => room.Pc.Output
        );
        (await LineOfAsync()).GetProperty("windowLines").GetInt32().ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(room.Pc.DataFolder, "line.json"))).ShouldContain("900");
        (await AcceptedAsync(await LineAsync(1_000, 2))).State.ShouldBe("Done");
    }

    private Task<HttpResponseMessage> LineAsync(int ackTimeoutMs, int windowLines) =>
        room.Admin.PutAsJsonAsync($"/api/machines/{MachinesRoom.Gateway}/line", new { ackTimeoutMs, windowLines });

    private async Task<JsonElement> LineOfAsync() =>
        (await room.Admin.GetFromJsonAsync<JsonElement[]>("/api/machines"))!
            .Single(one => one.GetProperty("gatewayId").GetString() == MachinesRoom.Gateway)
            .GetProperty("line");

    private Task<HttpResponseMessage> PutAsync(
        List<Dictionary<string, object>> before,
        List<Dictionary<string, object>> devices
    ) =>
        room.Admin.PutAsJsonAsync(
            $"/api/machines/{MachinesRoom.Gateway}/boards/{room.Board}/devices",
            new { before, devices }
        );

    private async Task<(string State, string Detail)> OrderAsync(
        List<Dictionary<string, object>> before,
        List<Dictionary<string, object>> devices
    ) => await AcceptedAsync(await PutAsync(before, devices));

    private async Task<(string State, string Detail)> AcceptedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("orderId").GetGuid();
            var ended = await room.EndedAsync(id);
            return (ended.GetProperty("state").GetString()!, ended.GetProperty("detail").GetString()!);
        }
    }

    /// <summary>Hands the gateway an order as the Console does, but one that the Console would not send.</summary>
    private async Task<Guid> SendAsync(Func<ChangeBoardDevices, ChangeBoardDevices> change)
    {
        var table = Rows(await room.TableAsync());
        var order = change(
            new ChangeBoardDevices
            {
                OrderId = Guid.NewGuid(),
                WorkspaceId = ConsoleHost.Workspace,
                BoardId = room.Board,
                Before = table,
                Devices = table,
                RequestedBy = "the test",
                ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(1),
            }
        );
        (
            await Bus.TrySendAsync(
                GatewayQueue.OrdersNameOf(MachinesRoom.Gateway),
                order.OrderId,
                order,
                TestContext.Current.CancellationToken
            )
        ).ShouldBeTrue();
        return order.OrderId;
    }

    private async Task<IAsyncDisposable> HearAsync(List<GatewayOrderProgressed> answers)
    {
        var handle = room
            .System.Console.Services.GetRequiredService<IBusControl>()
            .ConnectReceiveEndpoint(
                $"test-orders-{Guid.NewGuid():N}",
                endpoint =>
                    endpoint.Handler<GatewayOrderProgressed>(context =>
                    {
                        lock (answers)
                            answers.Add(context.Message);
                        return Task.CompletedTask;
                    })
            );
        await handle.Ready;
        return new Hearing(handle);
    }

    private async Task<GatewayOrderProgressed> EndAsync(List<GatewayOrderProgressed> answers, Guid order)
    {
        await StudioPc.EventuallyAsync(
            () => Task.FromResult(Ends(answers, order).Length > 0),
            "the gateway tells the order's end",
            () => room.Pc.Output
        );
        return Ends(answers, order)[0];
    }

    private static GatewayOrderProgressed[] Ends(List<GatewayOrderProgressed> answers, Guid order)
    {
        lock (answers)
            return [.. answers.Where(one => one.OrderId == order && one.State != GatewayOrderState.Running)];
    }

    private Task ReadyAsync() =>
        StudioPc.EventuallyAsync(
            async () => (await BoardAsync()).GetProperty("state").GetString() == "Ready",
            "the board is ready",
            () => room.Pc.Output
        );

    private Task DeviceAsync(string device, bool active) =>
        StudioPc.EventuallyAsync(
            async () =>
                (await BoardAsync())
                    .GetProperty("devices")
                    .EnumerateArray()
                    .Single(one => one.GetProperty("deviceId").GetString() == device)
                    .GetProperty("active")
                    .GetBoolean() == active,
            $"{device} is {(active ? "on" : "off")}",
            () => room.Pc.Output
        );

    private async Task<JsonElement> BoardAsync() =>
        (await room.Admin.GetFromJsonAsync<JsonElement>("/api/devices"))
            .GetProperty("gateways")
            .EnumerateArray()
            .SelectMany(gateway => gateway.GetProperty("boards").EnumerateArray())
            .Single(board => board.GetProperty("boardId").GetString() == room.Board);

    private async Task<List<JsonElement>> AuditAsync(string action) =>
        [
            .. (await room.Admin.GetFromJsonAsync<JsonElement>($"/api/audit?action={Uri.EscapeDataString(action)}"))
                .GetProperty("lines")
                .EnumerateArray(),
        ];

    private static BoardDevice[] Rows(List<Dictionary<string, object>> table) =>
        JsonSerializer.Deserialize<BoardDevice[]>(JsonSerializer.Serialize(table), JsonSerializerOptions.Web)!;

    private static string Tell(List<Dictionary<string, object>> table) => JsonSerializer.Serialize(table);

    private static Dictionary<string, object> Row(int index, string name, string type, int pin) =>
        new(StringComparer.Ordinal)
        {
            ["index"] = index,
            ["name"] = name,
            ["type"] = type,
            ["pins"] = new[] { pin },
            ["maxMs"] = 1_000,
            ["dutyPct"] = 50,
            ["windowS"] = 60,
            ["flags"] = 0,
            ["size"] = 0,
        };

    private sealed class Hearing(HostReceiveEndpointHandle handle) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await handle.StopAsync();
    }
}
