using LiveOps.Hosting.Bus;

namespace LiveOps.Tests.Hosting;

public sealed class VerifiedSenderTests
{
    private static readonly GatewayUser _gateway = new(Guid.Parse("5a000000-0000-7000-8000-000000000001"), "studio-1");

    [Fact]
    public void A_gateway_speaks_for_itself_alone_and_the_services_for_all()
    {
        VerifiedSender.MaySpeak(_gateway.Name, _gateway).ShouldBeTrue();
        VerifiedSender.MaySpeak("liveops", _gateway).ShouldBeTrue();

        VerifiedSender.MaySpeak((_gateway with { GatewayId = "studio-2" }).Name, _gateway).ShouldBeFalse();
        VerifiedSender.MaySpeak((_gateway with { WorkspaceId = Guid.NewGuid() }).Name, _gateway).ShouldBeFalse();
        VerifiedSender.MaySpeak(null, _gateway).ShouldBeFalse();
        VerifiedSender.MaySpeak("", _gateway).ShouldBeFalse();
    }
}
