using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Tests.Analytics.ViewerReading;

public sealed class ViewerKeyTests
{
    [Fact]
    public void A_cursor_is_read_back_in_its_own_order_and_no_other()
    {
        var key = new ViewerKey(6_800_000_000_000_000_001, -5, 7, "أحمد.🌹_%");
        var name = ViewerSort.Find("name")!;
        var cursor = key.ToCursor(name, descending: false);

        ViewerKey.TryParse(cursor, name, descending: false, out var read).ShouldBeTrue();
        read.ShouldBe(key);
        ViewerKey.TryParse(cursor, name, descending: true, out _).ShouldBeFalse();
        ViewerKey.TryParse(cursor, ViewerSort.Find("coins")!, descending: false, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("coins.d.1.2.3")]
    [InlineData("coins.d.1.2.3.4.5")]
    [InlineData("coins.d.1.2.x.")]
    [InlineData("coins.d.99999999999999999999.2.3.")]
    [InlineData("coins.d.1.2.3.***")]
    [InlineData("coins.d.1.2.3.AA")]
    [InlineData("coins.d.1 or 1=1.2.3.")]
    public void A_broken_cursor_is_refused(string cursor) =>
        ViewerKey.TryParse(cursor, ViewerSort.Find("coins")!, descending: true, out _).ShouldBeFalse();

    [Theory]
    [InlineData("total_coins_spent", "coins")]
    [InlineData("TOTAL_WATCHTIME_SECONDS", "watchtime")]
    [InlineData("total_visits", "visits")]
    [InlineData("last_seen_at", "lastSeen")]
    [InlineData("lastseen", "lastSeen")]
    public void Other_softwares_words_are_understood(string word, string sort) =>
        ViewerSort.Find(word)!.Name.ShouldBe(sort);

    [Fact]
    public void The_numbers_written_into_SQL_are_those_of_their_names()
    {
        ((short)LiveEventKind.Gift).ShouldBe((short)0);
        ((short)EventFlags.Implausible).ShouldBe((short)16);
    }

    [Fact]
    public void Every_kind_that_shows_a_viewer_is_an_interaction()
    {
        var shows = Enum.GetValues<LiveEventKind>()
            .Where(kind =>
                Presence.Shows(
                    new EventRow
                    {
                        MessageId = 1,
                        Kind = kind,
                        Sequence = 1,
                        At = default,
                        ReceivedAt = default,
                        Viewer = new LiveViewer { UserId = 1 },
                    }
                )
            );
        shows.Except(ViewerInteractions.Kinds).ShouldBeEmpty();
    }
}
