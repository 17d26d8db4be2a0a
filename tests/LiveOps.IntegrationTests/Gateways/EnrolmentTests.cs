using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Gateways;

/// <summary>A PC comes to a workspace, works, is thrown out and comes back; Console, broker, gateway and board are real.</summary>
[Collection(Alone.Name)]
public sealed class EnrolmentTests(SharedServers servers, ManagedBroker broker) : IClassFixture<ManagedBroker>
{
    private const string Led = "PB5";

    [Fact]
    public async Task A_PC_is_enrolled_works_is_revoked_and_enrolled_again()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var board = await SimulatedBoard.StartAsync();
        await using var agency = await Agency.StartAsync(servers, broker);
        await using var pc = await StudioPc.StartAsync(board.SerialPath);
        (await pc.StateAsync()).ShouldBe("NotEnrolled");

        var enrolled = await pc.EnrollAsync(agency.Console.Url, await Agency.CodeAsync(agency.Admin, "studio-1"));
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK, await enrolled.Content.ReadAsStringAsync());
        await StudioPc.EventuallyAsync(
            async () => await pc.StateAsync() == "Enrolled",
            "the gateway is enrolled",
            () => pc.Output
        );
        var uid = await ReadyBoardAsync(agency, pc);
        await PulseAsync(agency, board, uid, pc);
        var known = await agency.GatewayAsync("studio-1");
        known.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        known.GetProperty("enrolled").GetProperty("by").GetString().ShouldBe("admin");
        await StudioPc.EventuallyAsync(
            async () =>
                (await LogAsync(agency)).Any(text => text.StartsWith("Enrolled as studio-1", StringComparison.Ordinal)),
            "the gateway's log is in the Console",
            () => pc.Output
        );

        // A neighbour of the same workspace, to see that it stays.
        await using var neighbour = await Agency.ConnectAsync(await agency.EnrolledAsync(agency.Admin, "studio-2"));
        (await PostAsync(agency, "/api/gateways/studio-1/revoke")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await TestAsync(agency, uid)).StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Conflict);
        await StudioPc.EventuallyAsync(
            async () => await pc.StateAsync() == "Revoked",
            "the gateway knows that it is revoked",
            () => pc.Output
        );
        neighbour.IsOpen.ShouldBeTrue();
        var standing = await pc.Http.GetFromJsonAsync<JsonElement>("/api/gateway/enrolment");
        standing.GetProperty("detail").GetString()!.ShouldStartWith("This gateway was revoked: enrol it again.");
        (await agency.GatewayAsync("studio-1"))
            .GetProperty("enrolled")
            .GetProperty("revokedBy")
            .GetString()
            .ShouldBe("admin");
        // Its own PC still has it: the board is there, and off, and the switch works.
        await StudioPc.EventuallyAsync(
            async () =>
                (await pc.Http.GetFromJsonAsync<GatewayStatus>("/api/gateway/status", GatewayProcess.Json))!.Boards.Any(
                    one => one.State == BoardState.Ready
                ),
            "the board is ready at the PC",
            () => pc.Output
        );
        board.ReadPinChanges().Last(change => change.Pin == Led).Value.ShouldBe(0);
        (await pc.Http.PostAsync("/api/gateway/emergency-stop", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await pc.Http.PostAsJsonAsync("/api/gateway/reset", new { confirm = "reset" })).EnsureSuccessStatusCode();

        await pc.RunEnrollAsync(agency.Console.Url, await Agency.CodeAsync(agency.Admin, "studio-1"));
        await StudioPc.EventuallyAsync(
            async () => await pc.StateAsync() == "Enrolled",
            "the gateway is enrolled again",
            () => pc.Output
        );
        await ReadyBoardAsync(agency, pc);
        await PulseAsync(agency, board, uid, pc);
        neighbour.IsOpen.ShouldBeTrue();
        // Each change of its standing was a new host in the same process: a port that one left open would have two readers.
        pc.OpeningsOf(board.SerialPath).ShouldBe(1);
    }

    [Fact]
    public async Task A_code_works_once_in_time_and_for_its_gateway_and_wrong_ones_all_get_the_same_answer()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        var code = await Agency.CodeAsync(agency.Admin, "studio-1");
        async Task<string> WrongAsync(string? attempt, string? gateway = null)
        {
            using var answer = await agency.EnrollAsync(attempt, gateway);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return $"{problem.GetProperty("title").GetString()} {problem.GetProperty("detail").GetString()}";
        }

        var answers = new List<string> { await WrongAsync("23456-789AB"), await WrongAsync(code, gateway: "studio-9") };
        (
            await agency.EnrollAsync(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        answers.Add(await WrongAsync(code));
        var late = await Agency.CodeAsync(agency.Admin, "studio-2");
        (
            await agency.ExecuteAsync(
                "update console.gateway_codes set expires_at = now() - interval '1 second' where used_at is null"
            )
        ).ShouldBe(1);
        answers.Add(await WrongAsync(late));
        answers.Distinct().ShouldHaveSingleItem();

        await WrongAsync("not a code");
        using var waiting = await agency.EnrollAsync(await Agency.CodeAsync(agency.Admin, "studio-3"));
        waiting.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        waiting.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Another_workspace_neither_gets_a_taken_name_nor_learns_whose_it_is_nor_touches_its_gateway()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        using var stranger = await agency.MemberAsync("stranger", "Admin", Agency.OtherWorkspace);
        using var sender = await agency.MemberAsync("sender", "Sender", ConsoleHost.Workspace);
        (await sender.PostAsJsonAsync("/api/gateways/codes", new { gatewayId = "studio-1" })).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await sender.GetAsync("/api/gateways")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // Both have a code before either uses it: the first one to come has the name.
        var theirs = await Agency.CodeAsync(stranger, "studio-1");
        await using var ours = await Agency.ConnectAsync(await agency.EnrolledAsync(agency.Admin, "studio-1"));
        using var refused = await agency.EnrollAsync(theirs);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldNotContain("Studio One");
        (await stranger.PostAsJsonAsync("/api/gateways/codes", new { gatewayId = "studio-1" })).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );

        (await stranger.GetFromJsonAsync<JsonElement>("/api/gateways")).GetArrayLength().ShouldBe(0);
        (await stranger.PostAsJsonAsync("/api/gateways/studio-1/revoke", new { })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await stranger.DeleteAsync("/api/gateways/studio-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ours.IsOpen.ShouldBeTrue();

        // Deleted, the name is free for everybody, and nothing of the old one's is left in it.
        (await agency.Admin.DeleteAsync("/api/gateways/studio-1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await StudioPc.EventuallyAsync(() => Task.FromResult(!ours.IsOpen), "the connection is closed");
        await using var other = await Agency.ConnectAsync(await agency.EnrolledAsync(stranger, "studio-1"));
        other.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_queue_that_was_set_up_by_hand_is_nobodys_to_enrol_but_theirs_who_hear_it()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        await using var studio = await Studio.StartAsync(agency.VirtualHost);
        using var stranger = await agency.MemberAsync("stranger", "Admin", Agency.OtherWorkspace);
        async Task<HttpStatusCode> AskAsync(HttpClient member) =>
            (await member.PostAsJsonAsync("/api/gateways/codes", new { gatewayId = "pc1" })).StatusCode;

        (await AskAsync(stranger)).ShouldBe(HttpStatusCode.Conflict);
        await StudioPc.EventuallyAsync(
            async () =>
            {
                await studio.ReportAsync();
                return await AskAsync(agency.Admin) == HttpStatusCode.OK;
            },
            "the workspace that hears the gateway may enrol it"
        );
        (await AskAsync(stranger)).ShouldBe(HttpStatusCode.Conflict);
    }

    private static async Task<string> ReadyBoardAsync(Agency agency, StudioPc pc)
    {
        JsonElement board = default;
        await StudioPc.EventuallyAsync(
            async () =>
            {
                var gateway = await agency.GatewayAsync("studio-1");
                if (
                    gateway.ValueKind == JsonValueKind.Undefined
                    || gateway.GetProperty("status").ValueKind == JsonValueKind.Null
                )
                    return false;
                board = gateway
                    .GetProperty("status")
                    .GetProperty("boards")
                    .EnumerateArray()
                    .FirstOrDefault(one => one.GetProperty("state").GetString() == "Ready");
                return board.ValueKind != JsonValueKind.Undefined;
            },
            "the Console shows the gateway's board",
            () => pc.Output
        );
        return board.GetProperty("boardId").GetString()!;
    }

    private static async Task PulseAsync(Agency agency, SimulatedBoard board, string uid, StudioPc pc)
    {
        int Rises() => board.ReadPinChanges().Count(change => change is { Pin: Led, Value: 1, Floating: false });
        var before = Rises();
        using var test = await TestAsync(agency, uid);
        test.StatusCode.ShouldBe(HttpStatusCode.Accepted, await test.Content.ReadAsStringAsync());
        await StudioPc.EventuallyAsync(() => Task.FromResult(Rises() > before), "the LED lights up", () => pc.Output);
        await StudioPc.EventuallyAsync(
            () => Task.FromResult(board.ReadPinChanges().Last(change => change.Pin == Led).Value == 0),
            "the LED goes off"
        );
    }

    private static async Task<IEnumerable<string>> LogAsync(Agency agency) =>
        (await agency.Admin.GetFromJsonAsync<JsonElement>("/api/gateways/studio-1/log"))
            .GetProperty("lines")
            .EnumerateArray()
            .Select(line => line.GetProperty("text").GetString()!);

    private static Task<HttpResponseMessage> TestAsync(Agency agency, string uid) =>
        agency.Admin.PostAsJsonAsync($"/api/devices/{uid}/LED1/test", new { action = "ON", durationMs = 20 });

    private static Task<HttpResponseMessage> PostAsync(Agency agency, string path) =>
        agency.Admin.PostAsJsonAsync(path, new { });
}
