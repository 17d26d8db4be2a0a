using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using LiveOps.Rehearsal.Faults;
using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Tests.Rehearsal;

public sealed class PlayingTests
{
    private readonly ManualTime _time = new();
    private readonly RoomDirectory _rooms;
    private readonly Room _room;
    private readonly CountingConsumer _consumer;

    public PlayingTests()
    {
        _rooms = new RoomDirectory(_time);
        _room = _rooms.Start("my_show", null, null, null);
        _consumer = new CountingConsumer(_room);
        _room.Attach(_consumer);
    }

    [Fact]
    public async Task A_step_comes_at_its_time_divided_by_the_speed()
    {
        var scenario = new Scenario
        {
            Speed = 2,
            Repeat = 2,
            Steps =
            [
                new ScenarioStep { AtMs = 100, Type = StepType.Gift },
                new ScenarioStep
                {
                    AtMs = 40,
                    Type = StepType.Comment,
                    Text = "hi",
                },
            ],
        };
        var progress = 0L;
        var play = new ScenarioPlayer(new Pace(_time), _time).PlayAsync(
            _room,
            scenario,
            done => progress = done,
            CancellationToken.None
        );
        await _time.MoveAsync(TimeSpan.FromMilliseconds(19));
        _consumer.Envelopes.Count.ShouldBe(0);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(1));
        _consumer.Envelopes.Select(envelope => envelope.Method).ShouldBe(["WebcastChatMessage"]);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(29));
        _consumer.Envelopes.Count.ShouldBe(1);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(1));
        _consumer.Envelopes.Count.ShouldBe(2);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(51));
        await play.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        _consumer.Envelopes.Count.ShouldBe(4);
        progress.ShouldBe(4);
    }

    [Fact]
    public void Every_built_in_scenario_is_sound()
    {
        foreach (var (name, scenario) in BuiltInScenarios.All)
        {
            ScenarioPlan.Problems(scenario).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public void A_scenario_that_cannot_be_played_says_which_step_and_why()
    {
        var scenario = new Scenario
        {
            Speed = 0,
            Steps =
            [
                new ScenarioStep { Type = StepType.Gift, Gift = "No such gift" },
                new ScenarioStep { Type = StepType.Comment, AtMs = -1 },
                new ScenarioStep
                {
                    Type = StepType.Faults,
                    Faults = new RoomFaults { Duplicate = 2 },
                },
            ],
        };
        var problems = string.Join("\n", ScenarioPlan.Problems(scenario));
        problems.ShouldContain("speed must be above 0");
        problems.ShouldContain("steps[0]: there is no gift 'No such gift'");
        problems.ShouldContain("steps[1]: atMs");
        problems.ShouldContain("steps[1]: text is missing");
        problems.ShouldContain("steps[2]: duplicate must be between 0 and 1");
    }

    [Fact]
    public async Task Paced_events_keep_their_rate_and_leave_none_out()
    {
        var events = Acts.Gifts(_room, GiftCatalogue.Find("Rose")!, 50, null);
        var play = new Pace(_time).PlayAtAsync(_room, events, 1000, _ => { }, CancellationToken.None);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(20));
        _consumer.Units.ShouldBeInRange(11, 31);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(60));
        await play.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        _consumer.Units.ShouldBe(50);
    }

    [Fact]
    public void A_load_run_has_the_mix_that_was_asked_for()
    {
        var request = new LoadRequest
        {
            PerSecond = 1000,
            Seconds = 1,
            Users = 100,
            Mix = new LoadMix { Gift = 1, Like = 3 },
        };
        var events = Load.Events(_room, request).ToList();
        events.Count.ShouldBe(1000);
        events.OfType<GiftGiven>().Count().ShouldBe(250);
        events.OfType<Liked>().Select(like => like.Viewer.Id).Distinct().Count().ShouldBeInRange(70, 100);
    }

    [Fact]
    public async Task A_replay_with_kept_ids_counts_once_however_often_it_plays()
    {
        var lines = Record(GiftStreak(4), Chat("hello"));
        await ReplayAsync(lines, keepIds: true);
        await ReplayAsync(lines, keepIds: true);
        _consumer.Duplicates.ShouldBe(6);
        _consumer.Envelopes[0].MsgId.ShouldBe(101);
        Served().ShouldBe((6L, 80L, 4L));
        (_consumer.Distinct, _consumer.Coins, _consumer.Units).ShouldBe((6, 80L, 4L));
    }

    [Fact]
    public async Task A_replay_with_new_ids_is_a_new_show_each_time()
    {
        var lines = Record(GiftStreak(4), Chat("hello"));
        await ReplayAsync(lines, keepIds: false);
        await ReplayAsync(lines, keepIds: false);
        _consumer.Duplicates.ShouldBe(0);
        Served().ShouldBe((12L, 160L, 8L));
        (_consumer.Distinct, _consumer.Coins, _consumer.Units).ShouldBe((12, 160L, 8L));
        var gift = GiftMessage.Parser.ParseFrom(_consumer.Envelopes[0].Payload);
        (gift.Common.MsgId, gift.Common.RoomId).ShouldBe((_consumer.Envelopes[0].MsgId, _room.RoomId));
        gift.Gift.Name.ShouldBe("Perfume");
    }

    [Fact]
    public async Task A_replay_names_the_line_that_it_cannot_read()
    {
        var lines = Record(Chat("hello")).Append("{\"at\": \"2026-11-21T12:00:01Z\", \"frame\": \"no base64!\"}");
        var error = await Should.ThrowAsync<FormatException>(() => ReplayAsync(lines.ToList(), keepIds: true));
        error.Message.ShouldContain("Line 2");
        _consumer.Comments.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_keeps_the_pauses_of_the_recording_divided_by_the_speed()
    {
        var lines = Record(Chat("one"), Chat("two"));
        var player = new ReplayPlayer(_rooms, new Pace(_time), _time);
        var play = player.PlayAsync(_room, Lines(lines), 10, true, _ => { }, CancellationToken.None);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(99));
        _consumer.Comments.ShouldBe(1);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(2));
        await play.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        _consumer.Comments.ShouldBe(2);
    }

    private Task ReplayAsync(IReadOnlyList<string> lines, bool keepIds) =>
        new ReplayPlayer(_rooms, new Pace(_time), _time).PlayAsync(
            _room,
            Lines(lines),
            0,
            keepIds,
            _ => { },
            CancellationToken.None
        );

    private static async IAsyncEnumerable<string> Lines(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            yield return line;
        }
        await Task.CompletedTask;
    }

    private (long, long, long) Served() =>
        _room.ReadBooks((_, served) => (served.Messages, served.Coins, served.GiftUnits));

    /// <summary>A recording with a frame a second, as Ingestion's recorder writes it.</summary>
    private List<string> Record(params IReadOnlyList<RoomEvent>[] frames)
    {
        var id = 100L;
        var totals = new RoomTotals();
        var lines = new List<string>();
        foreach (var events in frames)
        {
            var messages = events
                .Select(what =>
                    MessageEncoder.Encode(
                        what,
                        new MessageHead(++id, 7300, 7, _time.GetUtcNow()),
                        totals,
                        EncodingChoices.Usual
                    )
                )
                .ToList();
            var frame = Frame.Of(id, messages, [], false, 5).Bytes(gzip: lines.Count % 2 == 0);
            var at = DateTimeOffset.UnixEpoch.AddSeconds(lines.Count + 1);
            lines.Add(
                JsonSerializer.Serialize(
                    new
                    {
                        at = at.ToString("O", CultureInfo.InvariantCulture),
                        roomId = "7300",
                        frame = Convert.ToBase64String(frame),
                    }
                )
            );
        }
        return lines;
    }

    private IReadOnlyList<RoomEvent> GiftStreak(int count) =>
        Acts.Streak(_room, GiftCatalogue.Find("Perfume")!, count, Viewer.FromHandle("anna")).ToList();

    private static IReadOnlyList<RoomEvent> Chat(string text) => [new Commented(Viewer.FromHandle("ben"), text)];
}
