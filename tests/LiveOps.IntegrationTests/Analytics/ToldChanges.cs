using LiveOps.Contracts.Auditing;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingTests;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What the service tells the audit log, from now on.</summary>
internal sealed class ToldChanges
{
    private readonly List<RecordChange> _changes;

    private ToldChanges(List<RecordChange> changes) => _changes = changes;

    public int Count => _changes.Count;

    /// <summary>As they came.</summary>
    public IReadOnlyList<RecordChange> Lines => _changes;

    public static async Task<ToldChanges> HearAsync(AnalyticsHost host) =>
        new(await ViewerEditingTests.HearAsync<RecordChange>(host));

    /// <summary>All of it and nothing else, in order: what was done, to which kind of thing, before, after.</summary>
    public async Task<IReadOnlyList<RecordChange>> ShouldBeAsync(Guid workspace, params string[] lines)
    {
        await EventuallyAsync(() => _changes.Count >= lines.Length);
        _changes
            .Select(change => $"{change.Action} | {change.Thing} | {change.Before ?? "-"} | {change.After ?? "-"}")
            .ShouldBe(lines);
        _changes.ShouldAllBe(change =>
            change.WorkspaceId == workspace && change.Actor == "tester" && change.Service == "analytics"
        );
        return _changes;
    }
}
