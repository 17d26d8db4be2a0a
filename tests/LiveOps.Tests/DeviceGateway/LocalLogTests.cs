using LiveOps.DeviceGateway.RemoteLog;
using LiveOps.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.DeviceGateway;

public sealed class LocalLogTests : IDisposable
{
    private readonly LocalLog _log = new(TimeProvider.System);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void The_last_lines_are_kept_with_rising_numbers_and_can_be_read_on_from_any()
    {
        var logger = _log.CreateLogger("LiveOps.DeviceGateway.Boards.PortScan");
        for (var n = 1; n <= LocalLog.Kept + 3; n++)
            logger.LogInformation("Line {N}", n);

        var all = _log.Since(0);
        all.Count.ShouldBe(LocalLog.Kept);
        all[0].Number.ShouldBe(4);
        all[^1].Text.ShouldBe($"Line {LocalLog.Kept + 3}");
        all[^1].Source.ShouldBe("PortScan");
        _log.Since(LocalLog.Kept + 1).Select(line => line.Number).ShouldBe([LocalLog.Kept + 2, LocalLog.Kept + 3]);
        _log.Since(LocalLog.Kept + 3).ShouldBeEmpty();
    }

    [Fact]
    public void Libraries_and_details_are_left_out()
    {
        _log.CreateLogger("MassTransit").LogError("Connection Failed");
        _log.CreateLogger("LiveOps.DeviceGateway.Boards.PortScan").LogDebug("Asked");
        _log.Since(0).ShouldBeEmpty();
    }

    [Fact]
    public void A_password_in_an_address_and_line_breaks_never_get_into_a_line()
    {
        _log.CreateLogger("LiveOps.Hosting.Bus.BusWatch")
            .LogWarning(
                new InvalidOperationException("no route to\namqp://gateway.x:s3cret@broker:5672/"),
                "Cannot use amqp://liveops:hunter2@127.0.0.1:5672/"
            );

        var text = _log.Since(0).ShouldHaveSingleItem().Text;
        text.ShouldBe("Cannot use amqp://127.0.0.1:5672/ (InvalidOperationException: no route to amqp://broker:5672/)");
        LogText.Line(new string('x', 5_000), LocalLog.LongestText).Length.ShouldBe(LocalLog.LongestText);
    }
}
