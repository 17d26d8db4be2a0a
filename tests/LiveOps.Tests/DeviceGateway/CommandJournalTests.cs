using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Journal;

namespace LiveOps.Tests.DeviceGateway;

public sealed class CommandJournalTests : IDisposable
{
    private static readonly TimeSpan _retention = TimeSpan.FromMinutes(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-journal-").FullName;
    private readonly DateTimeOffset _now = GatewayMaking.Now;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_flushed_survives_without_a_goodbye()
    {
        var command = GatewayMaking.Command();
        var journal = Open();
        journal.Received(command, _now);
        journal.Sent(command.CommandId, _now, 1.5);
        journal.Flush();

        // No Dispose: the process was killed.
        using var again = Open();
        var entry = again.Unfinished().ShouldHaveSingleItem();
        entry.Stage.ShouldBe(JournalStage.Sent);
        entry.PathMs.ShouldBe(1.5);
        entry.Command.ShouldNotBeNull().DeviceId.ShouldBe("SOL1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(60)]
    public void A_torn_tail_loses_only_itself(int cut)
    {
        var first = GatewayMaking.Command();
        var second = GatewayMaking.Command();
        using (var journal = Open())
        {
            journal.Received(first, _now);
            journal.Received(second, _now);
        }
        var file = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).First(f => new FileInfo(f).Length > 0);
        using (var stream = new FileStream(file, FileMode.Open))
            stream.SetLength(stream.Length - cut);

        using var again = Open();
        again.Find(first.CommandId).ShouldNotBeNull();
        // Without its LF alone a record is still whole.
        again.Damaged.ShouldBe(cut == 1 ? 0 : 1);
        (again.Find(second.CommandId) is not null).ShouldBe(cut == 1);
    }

    [Fact]
    public void Damage_in_the_middle_loses_one_record_and_no_other()
    {
        var commands = Enumerable.Range(0, 5).Select(_ => GatewayMaking.Command()).ToArray();
        using (var journal = Open())
            foreach (var command in commands)
                journal.Received(command, _now);
        var file = Directory.GetFiles(_folder).Single(f => new FileInfo(f).Length > 0);
        // Still JSON, but another command: only the check can tell.
        var text = File.ReadAllText(file);
        var at = text.IndexOf("\"DurationMs\":50", text.Length / 2, StringComparison.Ordinal);
        File.WriteAllText(file, string.Concat(text.AsSpan(0, at), "\"DurationMs\":99", text.AsSpan(at + 15)));

        using var again = Open();
        again.Damaged.ShouldBe(1);
        again.Count.ShouldBe(4);
    }

    [Fact]
    public void Random_bytes_for_a_journal_do_not_keep_the_gateway_from_starting()
    {
        File.WriteAllBytes(Path.Combine(_folder, "commands-0000000007.journal"), RandomBytes(10_000));
        using var journal = Open();
        journal.Count.ShouldBe(0);
        journal.Damaged.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_finished_command_is_unreported_until_the_broker_has_its_result()
    {
        var command = GatewayMaking.Command();
        using (var journal = Open())
        {
            journal.Received(command, _now);
            journal.Completed(Result(command));
        }
        using (var journal = Open())
        {
            journal.Unfinished().ShouldBeEmpty();
            journal.Unreported().ShouldHaveSingleItem().Result!.Detail.ShouldBe("x");
            journal.Reported(command.CommandId, _now);
        }
        using var again = Open();
        again.Unreported().ShouldBeEmpty();
        again.Find(command.CommandId).ShouldNotBeNull().Stage.ShouldBe(JournalStage.Reported);
    }

    [Fact]
    public void A_reported_command_is_known_for_ten_minutes_and_then_forgotten_with_its_file()
    {
        var command = GatewayMaking.Command();
        using var journal = Open();
        journal.Received(command, _now);
        journal.Completed(Result(command));
        journal.Reported(command.CommandId, _now);
        journal.Flush();

        journal.Housekeep(_now.AddMinutes(9));
        journal.Find(command.CommandId).ShouldNotBeNull();
        journal.Housekeep(_now.AddMinutes(11));
        journal.Find(command.CommandId).ShouldBeNull();
        journal.Housekeep(_now.AddMinutes(20));
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_file_with_an_unreported_result_is_kept_however_old()
    {
        var command = GatewayMaking.Command();
        using (var journal = Open())
        {
            journal.Received(command, _now);
            journal.Completed(Result(command));
            journal.Flush();
            foreach (var minutes in new[] { 9, 30, 60, 90 })
                journal.Housekeep(_now.AddMinutes(minutes));
        }
        using var again = Open();
        again.Unreported().ShouldHaveSingleItem();
    }

    private CommandJournal Open() => CommandJournal.Open(_folder, _retention, _now);

    private DeviceCommandCompleted Result(DeviceCommand command) =>
        new()
        {
            CommandId = command.CommandId,
            WorkspaceId = command.WorkspaceId,
            GatewayId = "pc1",
            BoardId = command.BoardId,
            DeviceId = command.DeviceId,
            Action = command.Action,
            DurationMs = command.DurationMs,
            Outcome = DeviceCommandOutcome.Refused,
            Detail = "x",
            CompletedAt = _now,
        };

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(42).NextBytes(bytes);
        return bytes;
    }
}
