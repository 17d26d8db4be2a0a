using LiveOps.Rehearsal.Boards;

namespace LiveOps.Tests.Rehearsal;

public sealed class PinLogTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_line_that_is_still_being_written_waits_for_its_end()
    {
        File.WriteAllText(_path, "{\"pin\":1}\n{\"pin\":2");
        var first = PinLog.Read(_path, 0, 10);
        first.ShouldHaveSingleItem().ShouldBe(new PinLine("{\"pin\":1}", 10));
        File.AppendAllText(_path, "}\n");
        PinLog.Read(_path, first[0].Next, 10).ShouldHaveSingleItem().Json.ShouldBe("{\"pin\":2}");
    }

    [Fact]
    public void A_log_that_begins_anew_is_read_from_its_start()
    {
        File.WriteAllText(_path, "{\"pin\":3}\n");
        PinLog.Read(_path, 5000, 10).ShouldHaveSingleItem().Json.ShouldBe("{\"pin\":3}");
    }

    [Fact]
    public void A_log_is_read_in_pieces()
    {
        File.WriteAllText(_path, string.Concat(Enumerable.Range(0, 25).Select(n => $"{{\"pin\":{n}}}\n")));
        var read = new List<string>();
        var next = 0L;
        while (PinLog.Read(_path, next, 10) is { Count: > 0 } lines)
        {
            read.AddRange(lines.Select(line => line.Json));
            next = lines[^1].Next;
        }
        read.Count.ShouldBe(25);
        read[24].ShouldBe("{\"pin\":24}");
        next.ShouldBe(PinLog.Length(_path));
    }

    [Fact]
    public void No_log_means_no_pins() => PinLog.Read(_path + ".none", 0, 10).ShouldBeEmpty();
}
