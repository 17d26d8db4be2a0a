using LiveOps.Hosting.Bus;

namespace LiveOps.Tests.Hosting;

public sealed class DeafnessTests
{
    private static readonly DateTimeOffset _noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Deafness _deafness = new();

    [Fact]
    public void A_bus_that_stays_away_from_a_broker_that_answers_is_deaf_after_its_patience()
    {
        _deafness.IsTooLong(healthy: false, answers: true, _noon).ShouldBeFalse();
        _deafness.IsTooLong(healthy: false, answers: true, _noon + Deafness.Patience).ShouldBeFalse();
        _deafness
            .IsTooLong(healthy: false, answers: true, _noon + Deafness.Patience + TimeSpan.FromSeconds(1))
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void A_broker_that_is_away_or_a_bus_that_is_back_starts_the_patience_anew(bool healthy, bool answers)
    {
        _deafness.IsTooLong(healthy: false, answers: true, _noon);
        _deafness.IsTooLong(healthy, answers, _noon.AddSeconds(80)).ShouldBeFalse();

        _deafness.IsTooLong(healthy: false, answers: true, _noon.AddSeconds(85)).ShouldBeFalse();
        _deafness.IsTooLong(healthy: false, answers: true, _noon.AddSeconds(170)).ShouldBeFalse();
        _deafness.IsTooLong(healthy: false, answers: true, _noon.AddSeconds(180)).ShouldBeTrue();
    }
}
