using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Tests.Ingestion;

/// <summary>Real messages, against what an independent decoder reads in them.</summary>
public sealed class RecordedMessagesTests
{
    private static readonly DateTimeOffset _now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Not facts of the message: how the recording was made.
    private static readonly string[] _aboutTheRecording = ["line", "type", "schema", "isHistory"];

    [Fact]
    public void Every_recorded_message_decodes_to_the_expected_values()
    {
        Assert.SkipUnless(RecordedMessages.Exist, RecordedMessages.SkipReason);
        var wrong = new List<string>();
        int compared = 0;
        foreach (Recorded message in RecordedMessages.All())
        {
            Dictionary<string, object?> facts = FullFacts.Of(message);
            foreach (JsonProperty expected in message.Expected.EnumerateObject())
            {
                if (_aboutTheRecording.Contains(expected.Name))
                {
                    continue;
                }
                compared++;
                if (!facts.TryGetValue(expected.Name, out object? actual) || !Same(expected.Value, actual))
                {
                    wrong.Add(
                        $"line {message.Line} {message.Type} {expected.Name}: {expected.Value} <> {Shown(actual)}"
                    );
                }
            }
        }
        wrong.Take(20).ShouldBeEmpty();
        compared.ShouldBeGreaterThan(RecordedMessages.All().Count() * 4);
    }

    [Fact]
    public void The_recorded_gifts_are_worth_96_units_and_135_coins()
    {
        Assert.SkipUnless(RecordedMessages.Exist, RecordedMessages.SkipReason);
        (List<(long Room, LiveEvent Event)> events, ReadCounters counters) = ReadAll();
        counters.Undecodable.ShouldBe(0);
        LiveGift[] gifts = [.. events.Where(e => e.Event.Kind == LiveEventKind.Gift).Select(e => e.Event.Gift!)];
        gifts.Length.ShouldBe(68);
        gifts.Sum(gift => gift.Credited).ShouldBe(96);
        gifts.Sum(gift => (long)gift.Credited * gift.Coins).ShouldBe(135);
    }

    [Fact]
    public void The_final_totals_of_the_recorded_streaks_equal_what_was_credited()
    {
        Assert.SkipUnless(RecordedMessages.Exist, RecordedMessages.SkipReason);
        (List<(long Room, LiveEvent Event)> events, _) = ReadAll();
        var credited = events
            .Where(e => e.Event.Kind == LiveEventKind.Gift && e.Event.Gift!.GroupId != 0)
            .GroupBy(e => KeyOf(e.Room, e.Event))
            .ToDictionary(streak => streak.Key, streak => streak.Sum(e => e.Event.Gift!.Credited));
        var final = events
            .Where(e => e.Event.Kind == LiveEventKind.GiftFinal)
            .ToDictionary(e => KeyOf(e.Room, e.Event), e => e.Event.Gift!.RepeatCount);
        final.Count.ShouldBeGreaterThan(0);
        foreach (var (key, total) in final)
        {
            total.ShouldBe(credited[key]);
        }
    }

    [Fact]
    public void Every_recorded_message_of_a_known_type_becomes_an_event_and_the_others_are_counted()
    {
        Assert.SkipUnless(RecordedMessages.Exist, RecordedMessages.SkipReason);
        (List<(long Room, LiveEvent Event)> events, ReadCounters counters) = ReadAll();
        int made = events.Count(e => e.Event.Kind != LiveEventKind.GiftFinal);
        (made + counters.Unknown).ShouldBe(RecordedMessages.All().Count());
        counters.UnknownTypes()["WebcastLinkMicMethod"].ShouldBe(68);
        counters.Duplicates.ShouldBe(0);
    }

    private static (long, long, long, long, long) KeyOf(long room, LiveEvent made) =>
        (room, made.Viewer!.UserId, made.Gift!.GiftId, made.Gift.GroupId, made.Gift.ReceiverId);

    private static (List<(long Room, LiveEvent Event)> Events, ReadCounters Counters) ReadAll()
    {
        var counters = new ReadCounters();
        var readers = new Dictionary<long, RoomReader>();
        var events = new List<(long, LiveEvent)>();
        foreach (Recorded message in RecordedMessages.All())
        {
            if (!readers.TryGetValue(message.RoomId, out RoomReader? reader))
            {
                reader = readers[message.RoomId] = new RoomReader(new RoomTally(), counters);
            }
            var made = new List<LiveEvent>();
            var wrapper = new BaseMessage
            {
                Method = Encoding.UTF8.GetBytes(message.Type),
                MessageId = message.MessageId,
                Payload = message.Payload,
            };
            reader.ReadMessage(wrapper, _now, made);
            events.AddRange(made.Select(one => (message.RoomId, one)));
        }
        return (events, counters);
    }

    private static bool Same(JsonElement expected, object? actual) =>
        expected.ValueKind switch
        {
            // The independent decoder distinguishes "absent" from "zero" or "empty"; the wire's default is both.
            JsonValueKind.Null => actual is null or "" or "0",
            JsonValueKind.String => (actual as string ?? (actual is null ? "0" : null)) == expected.GetString(),
            JsonValueKind.Number => actual is int number && number == expected.GetInt32(),
            JsonValueKind.True => actual is true,
            JsonValueKind.False => actual is false,
            JsonValueKind.Array => actual is List<object?> list
                && list.Count == expected.GetArrayLength()
                && expected.EnumerateArray().Zip(list).All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.Object => actual is IDictionary map && SameMap(expected, (Dictionary<string, object?>)map),
            _ => false,
        };

    private static bool SameMap(JsonElement expected, Dictionary<string, object?> actual) =>
        expected.EnumerateObject().Count() == actual.Count
        && expected.EnumerateObject().All(p => actual.TryGetValue(p.Name, out object? v) && Same(p.Value, v));

    private static string Shown(object? value) =>
        value is IEnumerable and not string
            ? JsonSerializer.Serialize(value)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
