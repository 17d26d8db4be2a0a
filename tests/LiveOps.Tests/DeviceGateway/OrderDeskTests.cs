using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Orders;
using LiveOps.Tests.Console;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>Orders are carried out once, in time, and for the own workspace alone.</summary>
public sealed class OrderDeskTests : IDisposable
{
    private static readonly Guid _workspace = Guid.Parse("5a000000-0000-7000-8000-000000000001");
    private readonly Clock _time = new();
    private readonly List<GatewayOrderProgressed> _told = [];
    private readonly OrderReports _reports;
    private readonly OrderDesk _desk;
    private int _runs;

    public OrderDeskTests()
    {
        _reports = new OrderReports(null!, _time, NullLogger<OrderReports>.Instance);
        _desk = new OrderDesk(
            Options.Create(
                new GatewayOptions
                {
                    Id = "pc1",
                    WorkspaceId = _workspace,
                    DataFolder = ".",
                }
            ),
            _reports,
            _time,
            NullLogger<OrderDesk>.Instance
        );
    }

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task An_order_is_carried_out_once_and_its_end_is_told_again_to_who_asks_again()
    {
        var order = Order();
        await _desk.TakeAsync(order, Run);
        await _desk.TakeAsync(order, Run);
        _runs.ShouldBe(1);
        Told()
            .Select(one => (one.State, one.Detail, one.Steps.Count))
            .ShouldBe([
                (GatewayOrderState.Running, null, 0),
                (GatewayOrderState.Running, null, 1),
                (GatewayOrderState.Done, "done", 1),
                (GatewayOrderState.Done, "done", 1),
            ]);
    }

    [Fact]
    public async Task A_late_one_is_not_begun()
    {
        var order = Order();
        _time.Now += TimeSpan.FromSeconds(10);
        await _desk.TakeAsync(order, Run);
        _runs.ShouldBe(0);
        var end = Told().ShouldHaveSingleItem();
        end.State.ShouldBe(GatewayOrderState.Expired);
        end.Detail.ShouldNotBeNull().ShouldContain("nothing was changed");
    }

    [Fact]
    public async Task One_of_another_workspace_is_refused()
    {
        await _desk.TakeAsync(Order() with { WorkspaceId = Guid.NewGuid() }, Run);
        _runs.ShouldBe(0);
        Told().ShouldHaveSingleItem().State.ShouldBe(GatewayOrderState.Refused);
    }

    [Fact]
    public async Task What_breaks_off_is_told_as_failed_with_what_was_done()
    {
        await _desk.TakeAsync(
            Order(),
            say =>
            {
                say("Writing");
                throw new IOException("the cable is gone");
            }
        );
        var end = Told()[^1];
        end.State.ShouldBe(GatewayOrderState.Failed);
        end.Detail.ShouldNotBeNull().ShouldContain("the cable is gone");
        end.Steps.ShouldBe(["Writing"]);
    }

    [Theory]
    [InlineData(19, 1, false)]
    [InlineData(20, 1, true)]
    [InlineData(2_000, 2, true)]
    [InlineData(2_001, 2, false)]
    [InlineData(60, 0, false)]
    [InlineData(60, 3, false)]
    public void Time_outs_are_those_that_the_protocol_works_with(int ackMs, int lines, bool fits) =>
        (LineSettings.Fault(ackMs, lines) is null).ShouldBe(fits);

    private Task<OrderEnd> Run(Action<string> say)
    {
        _runs++;
        say("one step");
        return Task.FromResult(OrderEnd.Done("done"));
    }

    private Order Order() => new(Guid.NewGuid(), _workspace, "Ada", _time.GetUtcNow().AddSeconds(10), "a test");

    private List<GatewayOrderProgressed> Told()
    {
        while (_reports.TryTake(out var one))
            _told.Add(one);
        return _told;
    }
}
