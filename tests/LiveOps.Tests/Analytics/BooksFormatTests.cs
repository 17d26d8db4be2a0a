using LiveOps.Analytics;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Tests.Analytics;

public sealed class BooksFormatTests
{
    [Fact]
    public void The_numbers_under_which_names_are_on_the_books_never_change()
    {
        // Messages carry names, the books numbers: a name may be added at the end and nowhere else.
        Enum.GetNames<LiveEventKind>()
            .Take(28)
            .ShouldBe(
                "Gift GiftFinal Chat Like Follow Share Join Subscribe Social RoomStats LiveStarted LivePaused LiveResumed LiveEnded Battle BattleArmies BattleTask BattleItemCard Envelope Question Goal Emote Pin Delete Barrage Intro Caption Gap".Split(
                    ' '
                )
            );
        Enum.GetNames<DeviceCommandOutcome>()
            .Take(9)
            .ShouldBe(
                "Done Stopped Replaced EmergencyStopped HostLost Refused Expired BoardOffline Unknown".Split(' ')
            );
        Enum.GetNames<RuleOutcome>()
            .Take(6)
            .ShouldBe(
                "Fired RefusedByCooldown RefusedBelowMinimum RefusedNoBoard RefusedTooLate RefusedEmergencyStop".Split(
                    ' '
                )
            );
    }

    [Fact]
    public void Weeks_begin_on_Monday()
    {
        EventPartitions.MondayOf(new DateOnly(2026, 11, 21)).ShouldBe(new DateOnly(2026, 11, 16));
        EventPartitions.MondayOf(new DateOnly(2026, 11, 22)).ShouldBe(new DateOnly(2026, 11, 16));
        EventPartitions.MondayOf(new DateOnly(2026, 11, 23)).ShouldBe(new DateOnly(2026, 11, 23));
    }

    [Fact]
    public void A_batch_that_could_never_fill_is_refused_by_name()
    {
        var options = new AnalyticsOptions { Prefetch = 10, BatchMessages = 20 };

        options.Validate(new(options)).Single().MemberNames.ShouldBe(["BatchMessages"]);
        new AnalyticsOptions().Validate(new(options)).ShouldBeEmpty();
    }
}
