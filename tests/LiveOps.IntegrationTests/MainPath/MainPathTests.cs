using System.Text.Json;
using LiveOps.AppHost;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>A gift in the room moves the actuator, exactly once, and is on the books: on real parts, end to end.</summary>
[Collection(Alone.Name)]
public sealed class MainPathTests(RunningSystem system)
{
    private const string Led = "PB5";

    // A gift that no example rule knows: the test's own rule decides about it. 1 coin.
    private const string Gift = "GG";

    [Fact]
    public async Task A_rose_lights_the_led_and_is_on_the_books()
    {
        await system.StartAsync();
        var room = await system.NewRoomAsync();
        var before = system.Rises(Led);
        await system.InRoomAsync("gifts", new { gift = "Rose" });
        await RunningSystem.EventuallyAsync(
            async () =>
                system.Rises(Led) == before + 1
                && await TotalsAsync(room) is { } totals
                && totals.GetProperty("coins").GetInt64() == 1
                && totals.GetProperty("actionsDone").GetInt64() == 1,
            "one rise of the LED's pin, one coin, one action",
            describe: () => DescribeAsync(room)
        );
    }

    [Fact]
    public async Task A_thousand_gifts_are_a_thousand_actions_none_lost_none_doubled_coins_exact()
    {
        await system.StartAsync();
        var room = await system.NewRoomAsync();
        await using var rule = await TestRule.AddAsync(system, Gift, durationMs: 4);
        var before = system.Rises(Led);

        await system.InRoomAsync(
            "gifts",
            new
            {
                gift = Gift,
                count = 1_000,
                perSecond = 40,
            }
        );

        await RunningSystem.EventuallyAsync(
            async () => await TotalsAsync(room) is { } now && Actions(now) >= 1_000,
            "a thousand actions on the books",
            seconds: 120,
            describe: () => DescribeAsync(room)
        );
        var totals = (await TotalsAsync(room))!.Value;
        var truth = (await system.TruthAsync()).GetProperty("served");
        totals.GetProperty("coins").GetInt64().ShouldBe(truth.GetProperty("coins").GetInt64());
        totals.GetProperty("coins").GetInt64().ShouldBe(1_000);
        totals.GetProperty("actionsDone").GetInt64().ShouldBe(1_000);
        totals.GetProperty("actionsNotDone").GetInt64().ShouldBe(0);
        (system.Rises(Led) - before).ShouldBe(1_000);
    }

    [Fact]
    public async Task Every_part_is_killed_under_load_and_the_books_are_exact_and_nothing_fires_twice()
    {
        await system.StartAsync();
        var room = await system.NewRoomAsync();
        await using var rule = await TestRule.AddAsync(system, Gift, durationMs: 4, expiresAfterMs: 3_000);
        // What a consumer missed while it was away comes again as history, as TikTok does with chats.
        await system.InRoomAsync("faults", new { historyReplay = new { kinds = "all", count = 5_000 } });
        await using var completions = await CompletionsOnTheBus.ListenAsync(system.Broker);
        var before = system.Rises(Led);
        var load = system.InRoomAsync(
            "gifts",
            new
            {
                gift = Gift,
                count = 1_600,
                perSecond = 20,
            }
        );

        foreach (
            var part in new[]
            {
                "ingestion",
                "rules",
                "analytics",
                "device-gateway",
                Topology.Rabbit,
                Topology.Postgres,
            }
        )
        {
            await Task.Delay(8_000, TestContext.Current.CancellationToken);
            system.Kill(part);
        }
        await load;
        await RunningSystem.EventuallyAsync(
            async () => (await system.TruthAsync()).GetProperty("offered").GetProperty("giftUnits").GetInt64() == 1_600,
            "all gifts are given",
            seconds: 120
        );
        // What was given while nobody was connected is served once somebody connects again, as history.
        await system.InRoomAsync("faults", new { dropSocket = new { now = true } });
        await RunningSystem.EventuallyAsync(
            async () =>
                await TotalsAsync(room) is { } now
                && (await system.TruthAsync()).GetProperty("served") is var served
                && now.GetProperty("coins").GetInt64() == served.GetProperty("coins").GetInt64()
                && served.GetProperty("coins").GetInt64() == 1_600,
            "the books agree with the room",
            seconds: 120,
            describe: async () => $"{await DescribeAsync(room)} {await system.TruthAsync()}"
        );

        var books = await RoomBooks.ReadAsync(system, room);
        await RunningSystem.EventuallyAsync(
            async () =>
            {
                var earlier = books;
                // The rules may still be deciding and storing what waited for them (a command goes out before its
                // decision is stored), and whatever would come a second time comes now.
                await Task.Delay(5_000, TestContext.Current.CancellationToken);
                books = await RoomBooks.ReadAsync(system, room);
                return books.Open.Length == 0
                    && books.Undecided.Length == 0
                    && books.Decided.Length == earlier.Decided.Length
                    && books.Ended.Length == earlier.Ended.Length;
            },
            "nothing is decided any more, and every command has its decision and its outcome on the books",
            seconds: 60,
            describe: () =>
                Task.FromResult(
                    $"open: {string.Join(", ", books.Open)}; undecided: {string.Join(", ", books.Undecided.Select(id => books.Told[id]))}"
                )
        );
        var rises = system.Rises(Led) - before;

        // Each gift of the room is on the books once, under its own message id, and was decided at most once.
        books.Gifts.Order().ShouldBe((await GiftsOfRoomAsync()).Order());
        books.DecidedMessages.ShouldBeUnique();
        books.DecidedMessages.ShouldBeSubsetOf(books.Gifts);
        // Each command that was decided ended once, on the books as on the bus, and no other did (see above).
        books.Decided.ShouldBeUnique();
        books.Ended.Select(end => end.Id).ShouldBeUnique();
        var reported = await completions.ReadAsync();
        reported.Select(report => report.Id).Distinct().Order().ShouldBe(books.Decided.Order());
        // A gateway that died before it knew that the bus had the outcome may add that it does not know: no more.
        reported
            .Where(report => report.Outcome != "Unknown")
            .Distinct()
            .Select(report => report.Id)
            .ShouldBeUnique("a command is reported with two outcomes");
        books.Ended.ShouldBeSubsetOf(reported);
        // The session counted each once.
        books.Ended.Length.ShouldBe((int)Actions((await TotalsAsync(room))!.Value));
        // The pin is the truth: whatever is on the books as done rose once; what is unknown, or was cut off when the
        // gateway died, rose once or not at all; what was never sent did not.
        var outcomes = books.Ended.CountBy(end => end.Outcome).ToDictionary();
        outcomes.Keys.ShouldBeSubsetOf(["Done", "Unknown", "HostLost", "Expired", "BoardOffline", "Refused"]);
        (rises - outcomes.GetValueOrDefault("Done")).ShouldBeInRange(
            0,
            outcomes.GetValueOrDefault("Unknown") + outcomes.GetValueOrDefault("HostLost")
        );
        // What waited for a part longer than its life is expired: how many are done in time is the machine's affair.
        outcomes.GetValueOrDefault("Done").ShouldBeGreaterThan(100, string.Join(", ", outcomes));
    }

    [Fact]
    public async Task The_emergency_stop_switches_off_and_latches_until_reset()
    {
        await system.StartAsync();
        var room = await system.NewRoomAsync();
        await using var rule = await TestRule.AddAsync(system, Gift, durationMs: 20_000, device: "RELAY1");
        await system.InRoomAsync("gifts", new { gift = Gift });
        await RunningSystem.EventuallyAsync(() => Task.FromResult(IsHigh("PD7")), "the relay is on");

        await system.PostAsync("/api/devices/emergency-stop", new { });
        await RunningSystem.EventuallyAsync(() => Task.FromResult(!IsHigh("PD7")), "the relay is off");

        var rises = system.Rises("PD7");
        await system.InRoomAsync("gifts", new { gift = Gift });
        await RunningSystem.EventuallyAsync(
            async () => await TotalsAsync(room) is { } totals && totals.GetProperty("coins").GetInt64() == 2,
            "the gift is on the books"
        );
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        system.Rises("PD7").ShouldBe(rises);

        await system.PostAsync("/api/devices/emergency-stop/reset", new { });
        await RunningSystem.EventuallyAsync(
            async () =>
            {
                await system.InRoomAsync("gifts", new { gift = Gift });
                await Task.Delay(1_000, TestContext.Current.CancellationToken);
                return system.Rises("PD7") > rises;
            },
            "devices work again after the reset"
        );
        await system.PostAsync("/api/devices/emergency-stop", new { });
        await system.PostAsync("/api/devices/emergency-stop/reset", new { });
    }

    private async Task<string> DescribeAsync(string room) =>
        $"{await TotalsAsync(room)} {await system.GetAsync($"/api/analytics/actions?accountId={Topology.AccountId}&limit=3")} rises {system.Rises(Led)}";

    private bool IsHigh(string pin) => system.Pins().LastOrDefault(change => change.Pin == pin)?.Value == 1;

    private async Task<JsonElement?> TotalsAsync(string room) =>
        (await system.SessionAsync(room))?.GetProperty("totals");

    private static long Actions(JsonElement totals) =>
        totals.GetProperty("actionsDone").GetInt64() + totals.GetProperty("actionsNotDone").GetInt64();

    /// <summary>The message ids of the gifts that viewers gave in the room that is on air.</summary>
    private async Task<IEnumerable<string>> GiftsOfRoomAsync()
    {
        var messages = await system.GetAsync($"/api/rehearsal/rooms/{Topology.Handle}/messages?limit=5000");
        return messages
            .EnumerateArray()
            .Where(message => message.GetProperty("kind").GetString() == "Gift")
            .Select(message => message.GetProperty("msgId").GetString()!);
    }
}

/// <summary>A rule of one test, removed with it.</summary>
internal sealed class TestRule(RunningSystem system, string id, long version) : IAsyncDisposable
{
    public static async Task<TestRule> AddAsync(
        RunningSystem system,
        string gift,
        int durationMs,
        string device = "LED1",
        int expiresAfterMs = 60_000
    ) =>
        await AddAsync(
            system,
            gift,
            new
            {
                type = "device",
                deviceId = device,
                action = "ON",
                durationMs,
            },
            expiresAfterMs
        );

    public static async Task<TestRule> AddAsync(
        RunningSystem system,
        string gift,
        object action,
        int expiresAfterMs = 60_000
    ) =>
        await AddAsync(
            system,
            $"{gift} sets off a test",
            new { type = "gift", giftNames = new[] { gift } },
            action,
            expiresAfterMs
        );

    public static async Task<TestRule> AddAsync(
        RunningSystem system,
        string name,
        object trigger,
        object action,
        int expiresAfterMs = 60_000
    )
    {
        var rule = await system.PostAsync(
            "/api/rules",
            new
            {
                accountId = Topology.AccountId,
                name,
                trigger,
                policy = new { expiresAfterMs },
                action,
            }
        );
        // Replicas read changed rules within moments of the answer.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        return new(system, rule.GetProperty("id").GetString()!, rule.GetProperty("version").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        using var answer = await system.Http.DeleteAsync($"{system.Console}/api/rules/{id}?version={version}");
    }
}
