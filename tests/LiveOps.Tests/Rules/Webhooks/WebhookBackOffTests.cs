using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.Webhooks;

namespace LiveOps.Tests.Rules.Webhooks;

public sealed class WebhookBackOffTests
{
    private static readonly WebhookResult _later = WebhookResult.Later("Answered 500.");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 30)]
    [InlineData(4, 120)]
    [InlineData(5, 600)]
    public void Each_wait_is_longer_than_the_one_before(int tries, int seconds) =>
        WebhookBackOff.Next(tries, _later).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void After_the_sixth_try_there_is_none(int tries) => WebhookBackOff.Next(tries, _later).ShouldBeNull();

    [Fact]
    public void What_is_delivered_or_final_is_not_tried_again()
    {
        WebhookBackOff.Next(1, new WebhookResult { StatusCode = 200 }).ShouldBeNull();
        WebhookBackOff.Next(1, WebhookResult.Final("Answered 404.")).ShouldBeNull();
    }

    [Theory]
    [InlineData(2, -100, 5)]
    [InlineData(2, 0, 5)]
    [InlineData(2, 3, 5)]
    [InlineData(2, 60, 60)]
    [InlineData(2, 600, 600)]
    [InlineData(2, 601, 600)]
    [InlineData(1, int.MaxValue, 600)]
    public void A_receiver_may_ask_for_more_patience_within_bounds(int tries, int asked, int seconds) =>
        WebhookBackOff
            .Next(tries, _later with { RetryAfter = TimeSpan.FromSeconds(asked) })
            .ShouldBe(TimeSpan.FromSeconds(seconds));
}
