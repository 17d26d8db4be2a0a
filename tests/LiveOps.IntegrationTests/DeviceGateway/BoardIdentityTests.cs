using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>Which board is which: two sockets of a PC, into which simulated boards are plugged.</summary>
[Collection(Alone.Name)]
public sealed partial class BoardIdentityTests : IDisposable
{
    private const string Led = "PB5";
    private readonly SharedServers _servers;
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-sockets-").FullName;
    private readonly string _left;
    private readonly string _right;

    public BoardIdentityTests(SharedServers servers)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        _servers = servers;
        (_left, _right) = (Path.Combine(_folder, "left"), Path.Combine(_folder, "right"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stranger_in_a_known_boards_place_moves_nothing_until_a_person_lets_it_in()
    {
        var old = await PlugAsync("old", _left);
        await using var gateway = await GatewayProcess.StartAsync(_servers, _left);
        var known = (await gateway.WaitForAsync(_left, BoardState.Ready)).BoardId;
        await UnplugAsync(old, _left);
        await using var board = await PlugAsync("new", _left);

        var detail = (await gateway.WaitForAsync(_left, BoardState.Quarantined)).Detail.ShouldNotBeNull();
        var stranger = NewBoard().Match(detail).Groups["uid"].Value;
        stranger.ShouldNotBeEmpty(detail);
        stranger.ShouldNotBe(known);
        detail.ShouldContain($"{_left} had board {known}");
        detail.ShouldContain("confirm that it may be used here, or plug the old one in");
        var (toOld, toNew) = (gateway.Command(known, ttlMs: 500), gateway.Command(stranger));
        await gateway.SendAsync(toOld, toNew);
        (await gateway.ResultAsync(toOld)).Outcome.ShouldBeOneOf(
            DeviceCommandOutcome.Expired,
            DeviceCommandOutcome.BoardOffline
        );
        var refused = await gateway.ResultAsync(toNew);
        refused.Outcome.ShouldBe(DeviceCommandOutcome.BoardOffline);
        Rises(board).ShouldBe(0);

        (await ConfirmAsync(gateway, "00000001")).ShouldBe(HttpStatusCode.NotFound);
        (await ConfirmAsync(gateway, stranger)).ShouldBe(HttpStatusCode.OK);
        (await gateway.WaitForAsync(_left, BoardState.Ready)).BoardId.ShouldBe(stranger);
        await FiresAsync(gateway, board, stranger);
    }

    [Fact]
    public async Task Of_two_boards_with_one_id_the_second_is_refused_and_the_first_works_on()
    {
        var first = await PlugAsync("first", _left);
        await using var gateway = await GatewayProcess.StartAsync(_servers, _left, _right);
        var uid = (await gateway.WaitForAsync(_left, BoardState.Ready)).BoardId;
        File.Copy(EepromOf("first"), EepromOf("twin"));
        await using var twin = await PlugAsync("twin", _right);

        (await gateway.WaitForAsync(_right, BoardState.Failing)).Detail.ShouldBe(
            $"Its id {uid} is taken by the board on {_left}: two boards must not share an id. Erase the EEPROM of one of them and plug it in again."
        );
        await FiresAsync(gateway, first, uid);
        Rises(twin).ShouldBe(0);

        // With the first one gone there is no doubt any more.
        await UnplugAsync(first, _left);
        (await gateway.WaitForAsync(_right, BoardState.Ready)).BoardId.ShouldBe(uid);
        await FiresAsync(gateway, twin, uid);
    }

    [Fact]
    public async Task A_board_that_comes_back_in_another_socket_is_the_same_board()
    {
        var board = await PlugAsync("board", _left);
        await using var gateway = await GatewayProcess.StartAsync(_servers, _left, _right);
        var uid = (await gateway.WaitForAsync(_left, BoardState.Ready)).BoardId;
        await UnplugAsync(board, _left);
        await gateway.WaitForAsync(_left, BoardState.Offline);
        await using var again = await PlugAsync("board", _right);

        (await gateway.WaitForAsync(_right, BoardState.Ready)).BoardId.ShouldBe(uid);
        (await gateway.WaitForAsync(_left, BoardState.Offline)).Detail.ShouldBe(
            $"{_left} is not there: plug the board in."
        );
        await FiresAsync(gateway, again, uid);

        // A new board where it was is no stranger: that place is nobody's now.
        await using var other = await PlugAsync("other", _left);
        (await gateway.WaitForAsync(_left, BoardState.Ready)).BoardId.ShouldNotBe(uid);

        await gateway.KillAsync();
        await gateway.StartAsync();
        (await gateway.WaitForAsync(_right, BoardState.Ready)).BoardId.ShouldBe(uid);
        await gateway.WaitForAsync(_left, BoardState.Ready);
    }

    private static async Task<HttpStatusCode> ConfirmAsync(GatewayProcess gateway, string uid) =>
        (await gateway.Http.PostAsJsonAsync($"/api/gateway/boards/{uid}/confirm", new { })).StatusCode;

    private static async Task FiresAsync(GatewayProcess gateway, SimulatedBoard board, string uid)
    {
        var before = Rises(board);
        var command = gateway.Command(uid);
        await gateway.SendAsync(command);
        (await gateway.ResultAsync(command)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        Rises(board).ShouldBe(before + 1);
    }

    private async Task<SimulatedBoard> PlugAsync(string name, string socket)
    {
        var board = await SimulatedBoard.StartAsync(EepromOf(name), "--board", name);
        File.CreateSymbolicLink(socket, board.SerialPath);
        return board;
    }

    private static async Task UnplugAsync(SimulatedBoard board, string socket)
    {
        File.Delete(socket);
        await board.DisposeAsync();
    }

    private string EepromOf(string name) => Path.Combine(_folder, $"{name}.eeprom");

    private static int Rises(SimulatedBoard board) =>
        board.ReadPinChanges().Count(change => change is { Pin: Led, Value: 1, Floating: false });

    [GeneratedRegex("^Board (?<uid>[0-9A-F]{8}) is new", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NewBoard();
}
