using LiveOps.AppHost.Local;
using LiveOps.Tests.Repository;

namespace LiveOps.Tests.AppHost;

public class BoardFaultsTests
{
    [Fact]
    public void Faults_go_to_the_boards_as_they_were_written() =>
        LocalOptions
            .Parse(["--boards", "2", "--board-faults", "lost=200,unplug-every-ms=60000"])
            .ShouldSatisfyAllConditions(
                options => options.Boards.ShouldBe(2),
                options => options.BoardFaults.ShouldBe("lost=200,unplug-every-ms=60000")
            );

    [Theory]
    [InlineData("lots=200", "does not know 'lots'")]
    [InlineData("lost", "wants lost=number, from 0 to 1000000, not 'lost'")]
    [InlineData("lost=1000001", "wants lost=number, from 0 to 1000000")]
    [InlineData("lost=-1", "wants lost=number")]
    [InlineData("lost=200,", "does not know ''")]
    public void A_list_that_the_simulator_would_refuse_is_refused_before_anything_starts(string list, string reason) =>
        Should
            .Throw<ArgumentException>(() => LocalOptions.Parse(["--board-faults", list]))
            .Message.ShouldContain(reason);

    [Fact]
    public void The_simulator_itself_takes_every_word_that_is_let_through()
    {
        // Its --help and its parser are one file's neighbours; a word that it lacks would stop every board.
        var simulator = RepositoryRoot.Read("firmware/sim/faults.c");
        var complaint = Should.Throw<ArgumentException>(() => LocalOptions.Parse(["--board-faults", "?=1"])).Message;
        var words = complaint.Split("It takes ")[1].Split(", each")[0].Split(", ");
        words.Length.ShouldBeGreaterThan(10);
        foreach (var word in words)
            simulator.ShouldContain($"{{\"{word}\", ");
    }
}
