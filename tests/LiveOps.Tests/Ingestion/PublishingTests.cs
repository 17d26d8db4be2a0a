using System.Collections.Concurrent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveOps.Tests.Ingestion;

public sealed class PublishingTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"journal-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_torn_tail_is_cut_off_at_every_length_and_the_rest_is_kept()
    {
        long firstEnd;
        using (Journal journal = Journal.Open(_path, (_, _) => { }))
        {
            journal.Append("first"u8);
            firstEnd = journal.End;
            journal.Append("second"u8);
        }
        byte[] whole = File.ReadAllBytes(_path);
        for (long length = firstEnd; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..(int)length]);
            var found = new List<string>();
            using Journal journal = Journal.Open(
                _path,
                (_, m) => found.Add(System.Text.Encoding.UTF8.GetString(m.Span))
            );
            found.ShouldBe(["first"]);
            journal.End.ShouldBe(firstEnd);
        }
    }

    [Fact]
    public void A_record_with_a_flipped_bit_ends_the_journal_there()
    {
        using (Journal journal = Journal.Open(_path, (_, _) => { }))
        {
            journal.Append("first"u8);
            journal.Append("second"u8);
        }
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_path, bytes);
        int found = 0;
        Journal.Open(_path, (_, _) => found++).Dispose();
        found.ShouldBe(1);
    }

    [Fact]
    public async Task Messages_go_out_in_order_and_once_while_the_broker_is_well()
    {
        var broker = new Broker();
        await using Outgoing outgoing = Open(broker, 0);
        for (int n = 0; n < 3_000; n++)
        {
            outgoing.Append(Message(n));
        }
        (await outgoing.DrainAsync(_patience)).ShouldBeTrue();
        broker.Taken.Select(one => one.Sequence).ShouldBe(Enumerable.Range(0, 3_000).Select(n => (long)n));
    }

    [Fact]
    public async Task What_the_broker_refused_goes_out_in_order_once_it_is_back_and_before_newer_messages()
    {
        var broker = new Broker { IsAway = true };
        await using Outgoing outgoing = Open(broker, 0);
        for (int n = 0; n < 2_000; n++)
        {
            outgoing.Append(Message(n));
        }
        await WaitAsync(() => outgoing.BrokerIsAway);
        outgoing.Waits.ShouldBe(2_000);
        broker.IsAway = false;
        outgoing.Append(Message(2_000));
        (await outgoing.DrainAsync(_patience)).ShouldBeTrue();
        FirstTimes(broker).ShouldBe(Enumerable.Range(0, 2_001).Select(n => (long)n));
        outgoing.BrokerIsAway.ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_killed_process_left_goes_out_first()
    {
        await using (Outgoing killed = Open(new Broker { IsAway = true }, 0))
        {
            for (int n = 0; n < 100; n++)
            {
                killed.Append(Message(n));
            }
        }
        int waiting = 0;
        var broker = new Broker();
        Journal journal = Journal.Open(_path, (_, _) => waiting++);
        waiting.ShouldBe(100);
        await using Outgoing outgoing = New(journal, waiting, broker, 8);
        outgoing.Append(Message(100));
        (await outgoing.DrainAsync(_patience)).ShouldBeTrue();
        FirstTimes(broker).ShouldBe(Enumerable.Range(0, 101).Select(n => (long)n));
    }

    [Fact]
    public async Task A_record_that_nobody_can_read_is_set_aside_and_holds_up_nothing()
    {
        Guid account = Guid.NewGuid();
        string folder = Directory.CreateTempSubdirectory("journals").FullName;
        string path = Path.Combine(folder, "journals", $"{account}.journal");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (Journal journal = Journal.Open(path, (_, _) => { }))
        {
            journal.Append("{\"another\":\"version\"}"u8);
        }
        var broker = new Broker();
        var options = new IngestionOptions { DataFolder = folder };
        await using var journals = new Journals(
            broker,
            Microsoft.Extensions.Options.Options.Create(options),
            TimeProvider.System,
            NullLogger<Outgoing>.Instance
        );
        journals.OpenExisting();
        Outgoing outgoing = journals.Of(account).Outgoing;
        outgoing.Append(Message(5));
        (await outgoing.DrainAsync(_patience)).ShouldBeTrue();
        outgoing.Waits.ShouldBe(0);
        broker.Taken.ShouldHaveSingleItem().Sequence.ShouldBe(5);
        (await File.ReadAllTextAsync(path + ".unreadable", TestContext.Current.CancellationToken)).ShouldContain(
            "another"
        );
        await journals.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_emptied_journal_is_cut_back_and_goes_on()
    {
        var broker = new Broker();
        await using Outgoing outgoing = Open(broker, 0);
        for (int round = 0; round < 3; round++)
        {
            for (int n = 0; n < 50; n++)
            {
                outgoing.Append(Message((round * 50) + n));
            }
            (await outgoing.DrainAsync(_patience)).ShouldBeTrue();
            outgoing.Trim(outgoing.JournalEnd, 1);
            new FileInfo(_path).Length.ShouldBe(0);
        }
        broker.Taken.Count.ShouldBe(150);
    }

    [Fact]
    public async Task A_journal_is_not_cut_back_before_its_state_is_saved()
    {
        var broker = new Broker();
        await using Outgoing outgoing = Open(broker, 0);
        outgoing.Append(Message(1));
        long saved = outgoing.JournalEnd;
        outgoing.Append(Message(2));
        (await outgoing.DrainAsync(_patience)).ShouldBeTrue();
        outgoing.Trim(saved, 1);
        new FileInfo(_path).Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_journal_knows_how_far_the_streaks_have_come()
    {
        var room = new RoomUnderTest();
        room.Gift(Wires.Gift(1, 5));
        room.Gift(Wires.Gift(2, 4, user: 43, end: true));
        var recovery = new JournalRecovery();
        recovery.Add(Message(10) with { Events = room.Events });
        SavedRoom known = recovery.Of(7300).ShouldHaveSingleItem();
        var next = new RoomUnderTest();
        next.Tally.Load(known.LikeMaximum, known.Streaks, known.Recent);
        next.Gift(Wires.Gift(3, 6));
        next.Gift(Wires.Gift(1, 5));
        next.Gift(Wires.Gift(4, 4, user: 43, end: true));
        next.Credited.ShouldBe(1);
        next.Finals.ShouldBeEmpty();
    }

    [Fact]
    public void A_message_comes_out_of_the_journal_as_it_went_in()
    {
        var room = new RoomUnderTest();
        room.Gift(Wires.Gift(1, 5, end: true));
        room.Take("WebcastChatMessage", Wires.Chat(2, "héllo 🎉"), history: true);
        LiveEvents message = Message(7) with { Events = room.Events };
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        LiveEventsJson.Write(json, message);
        LiveEvents back = LiveEventsJson.Read(json.WrittenSpan)!;
        back.Sequence.ShouldBe(7);
        back.Events.ShouldBe(message.Events);
    }

    private static IEnumerable<long> FirstTimes(Broker broker) => broker.Taken.Select(one => one.Sequence).Distinct();

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1_000 && !condition(); i++)
        {
            await Task.Delay(10);
        }
        condition().ShouldBeTrue();
    }

    private Outgoing Open(Broker broker, int waiting) => New(Journal.Open(_path, (_, _) => { }), waiting, broker, 64);

    private static Outgoing New(Journal journal, int waiting, Broker broker, int inFlight) =>
        new(
            Guid.Empty,
            journal,
            waiting,
            new HashSet<long>(),
            broker,
            inFlight,
            TimeProvider.System,
            NullLogger.Instance
        );

    private static LiveEvents Message(long sequence) =>
        new()
        {
            WorkspaceId = Guid.Empty,
            AccountId = Guid.Empty,
            RoomId = 7300,
            Sequence = sequence,
            ReceivedAt = Wires.Now,
            Events = [],
        };

    private sealed class Broker : IEventBroker, IEventChannel
    {
        public ConcurrentQueue<LiveEvents> Taken { get; } = new();

        public volatile bool IsAway;

        public Task<IEventChannel> OpenAsync(Guid accountId, CancellationToken cancellationToken) =>
            Task.FromResult<IEventChannel>(this);

        public async Task PublishAsync(
            ReadOnlyMemory<byte> json,
            string? traceParent,
            CancellationToken cancellationToken
        )
        {
            if (IsAway)
            {
                throw new InvalidOperationException("The broker is away.");
            }
            Taken.Enqueue(LiveEventsJson.Read(json.Span)!);
            await Task.Yield();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
