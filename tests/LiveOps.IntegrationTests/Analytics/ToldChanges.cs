using LiveOps.Contracts.Auditing;
using MassTransit;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingTests;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What the service tells the audit log, from now on.</summary>
internal sealed class ToldChanges
{
    private readonly AnalyticsHost _host;
    private readonly List<RecordChange> _changes;

    private ToldChanges(AnalyticsHost host, List<RecordChange> changes) => (_host, _changes) = (host, changes);

    public int Count => _changes.Count;

    /// <summary>As they came.</summary>
    public IReadOnlyList<RecordChange> Lines => _changes;

    public static async Task<ToldChanges> HearAsync(AnalyticsHost host) =>
        new(host, await ViewerEditingTests.HearAsync<RecordChange>(host));

    /// <summary>All of it and nothing else, in order: what was done, to which kind of thing, before, after.</summary>
    public async Task<IReadOnlyList<RecordChange>> ShouldBeAsync(Guid workspace, params string[] lines)
    {
        await _host.EventuallyAsync(0L, "select count(*) from analytics.outbox");
        // Comes after all that was sent before: nothing is on its way any more.
        var last = new RecordChange
        {
            ChangeId = Guid.NewGuid(),
            WorkspaceId = workspace,
            At = default,
            Service = "test",
            Actor = "test",
            Action = "last",
            Thing = "test",
            ThingId = "",
        };
        await _host.Bus.Publish(last);
        await EventuallyAsync(() => _changes.Exists(change => change.ChangeId == last.ChangeId));
        _changes.RemoveAll(change => change.ChangeId == last.ChangeId);
        _changes
            .Select(change => $"{change.Action} | {change.Thing} | {change.Before ?? "-"} | {change.After ?? "-"}")
            .ShouldBe(lines);
        _changes.ShouldAllBe(change =>
            change.WorkspaceId == workspace && change.Actor == "tester" && change.Service == "analytics"
        );
        return _changes;
    }
}
