using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Hosting.Webhooks;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Rules.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Rules.Webhooks;

/// <summary>Which calls are taken up, and whose word counts: the test is the replica.</summary>
public sealed class WebhookQueueTests(SharedServers servers) : IAsyncLifetime
{
    private readonly Guid _workspace = Guid.NewGuid();
    private readonly WebhookSlots _slots = new();
    private RulesHost _rules = null!;
    private WebhookQueue _queue = null!;

    public async ValueTask InitializeAsync()
    {
        _rules = await RulesHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync(),
            change: WebhookShow.WithoutDelivery
        );
        _queue = _rules.Services.GetRequiredService<WebhookQueue>();
    }

    public async ValueTask DisposeAsync() => await _rules.DisposeAsync();

    [Fact]
    public async Task Of_many_hosts_each_gets_its_share_and_the_busy_ones_wait()
    {
        await AddAsync(_workspace, "https://busy.example/", 20);
        for (var n = 0; n < 10; n++)
            await AddAsync(_workspace, $"https://host-{n}.example/", 20);
        for (var n = 0; n < 3; n++)
            _slots.Take("busy.example");

        var taken = await TakeAsync();

        taken.Count.ShouldBe(29);
        var byHost = taken.CountBy(call => call.Host).ToDictionary();
        byHost.Count(host => host.Key.StartsWith("host-")).ShouldBe(10);
        byHost.Where(host => host.Key.StartsWith("host-")).ShouldAllBe(host => host.Value == 2 || host.Value == 3);
        byHost.GetValueOrDefault("busy.example").ShouldBeLessThanOrEqualTo(1);
        _slots.Free.ShouldBe(0);
    }

    [Fact]
    public async Task A_host_never_has_more_than_four_and_the_oldest_call_goes_first()
    {
        var calls = await AddAsync(_workspace, "https://one.example/", 10);
        await WebhookShow.ExecuteAsync(
            _rules,
            $"update rules.webhook_calls set due_at = now() - interval '1 hour' where call_id = '{calls[7].CallId}'"
        );

        var first = await TakeAsync();
        var more = await TakeAsync();
        _slots.Release("one.example");
        var next = await TakeAsync();

        first.Count.ShouldBe(4);
        first.Select(call => call.CallId).ShouldContain(calls[7].CallId);
        more.ShouldBeEmpty();
        next.ShouldHaveSingleItem();
        first.Concat(next).Select(call => call.CallId).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task Two_workspaces_that_call_one_host_take_turns()
    {
        await AddAsync(_workspace, "https://shared.example/", 50);
        var other = Guid.NewGuid();
        await AddAsync(other, "https://shared.example/", 2);

        var taken = await TakeAsync();

        taken.Count(call => call.WorkspaceId == other).ShouldBe(2);
        taken.Count(call => call.WorkspaceId == _workspace).ShouldBe(2);
    }

    [Fact]
    public async Task Of_a_replica_that_has_lost_its_lease_only_a_delivery_counts()
    {
        var call = (await AddAsync(_workspace, "https://one.example/", 1))[0];
        var slow = (await TakeAsync()).ShouldHaveSingleItem();
        (await TakeAsync()).ShouldBeEmpty();
        await EndLeaseAsync();
        var fast = (await TakeAsync()).ShouldHaveSingleItem();

        await _queue.MarkAsync(slow, WebhookResult.Final("Answered 404."), null, default);
        (await StateAsync(call)).ShouldBe("Waiting");
        await _queue.MarkAsync(slow, new WebhookResult { StatusCode = 200 }, null, default);
        (await StateAsync(call)).ShouldBe("Delivered");
        await _queue.MarkAsync(fast, WebhookResult.Final("Answered 404."), null, default);
        (await StateAsync(call)).ShouldBe("Delivered");

        slow.CallId.ShouldBe(fast.CallId);
        (slow.Number, fast.Number).ShouldBe((1, 2));
    }

    [Fact]
    public async Task What_was_finished_a_month_ago_is_forgotten_with_its_attempts()
    {
        var calls = await AddAsync(_workspace, "https://one.example/", 3);
        foreach (var taken in await TakeAsync())
            if (taken.CallId != calls[2].CallId)
                await _queue.MarkAsync(taken, WebhookResult.Final("Answered 404."), null, default);
        await AgeAsync(calls[0], "30 days 1 minute");
        await AgeAsync(calls[1], "29 days 23 hours");

        await _queue.ForgetAsync(WebhookHousekeeping.Kept, default);

        using var member = _rules.Client(_workspace);
        var left = (await member.GetFromJsonAsync<JsonElement>("/api/rules/webhooks")).GetProperty("items");
        left.EnumerateArray()
            .Select(call => call.GetProperty("callId").GetGuid())
            .Order()
            .ShouldBe(new[] { calls[1].CallId, calls[2].CallId }.Order());
        (await WebhookShow.ScalarAsync(_rules, "select count(*) from rules.webhook_attempts")).ShouldBe(2);
        (await _queue.CountWaitingAsync(default)).ShouldBe(1);
    }

    private async Task<WebhookCall[]> AddAsync(Guid workspace, string url, int count)
    {
        WebhookCall[] calls = [.. Enumerable.Range(0, count).Select(_ => WebhookShow.Call(workspace, url))];
        await WebhookShow.AddAsync(_rules, calls);
        return calls;
    }

    private async Task<IReadOnlyList<TakenCall>> TakeAsync()
    {
        var taken = await _queue.TakeAsync(_slots, default);
        foreach (var call in taken)
            _slots.Take(call.Host);
        return taken;
    }

    private Task EndLeaseAsync() => WebhookShow.ExecuteAsync(_rules, "update rules.webhook_calls set due_at = now()");

    private Task AgeAsync(WebhookCall call, string age) =>
        WebhookShow.ExecuteAsync(
            _rules,
            $"update rules.webhook_calls set finished_at = now() - interval '{age}' where call_id = '{call.CallId}'"
        );

    private async Task<string> StateAsync(WebhookCall call)
    {
        using var member = _rules.Client(_workspace);
        var found = await WebhookShow.FindAsync(member, call.CallId);
        return found.GetProperty("call").GetProperty("state").GetString()!;
    }
}
