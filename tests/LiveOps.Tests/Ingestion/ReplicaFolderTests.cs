using LiveOps.Ingestion.Leasing;

namespace LiveOps.Tests.Ingestion;

public sealed class ReplicaFolderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"replica-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void The_next_one_knows_who_held_the_folder_before()
    {
        using (var first = new ReplicaFolder(_path, "pc:17:one"))
        {
            first.Predecessor.ShouldBeNull();
        }
        using (var second = new ReplicaFolder(_path, "pc:4:2"))
        {
            second.Predecessor.ShouldBe("pc:17:one");
        }
        using var third = new ReplicaFolder(_path, "pc:5:3");
        third.Predecessor.ShouldBe("pc:4:2");
    }

    [Fact]
    public void Two_at_once_are_told_what_to_set()
    {
        using var first = new ReplicaFolder(_path, "one");
        Should
            .Throw<InvalidOperationException>(() => new ReplicaFolder(_path, "two"))
            .Message.ShouldContain("Ingestion__DataFolder");
    }
}
