using LiveOps.Analytics.Viewers;

namespace LiveOps.Tests.Analytics.Viewers;

public sealed class VisitTimesTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(300);

    [Fact]
    public void Signs_within_the_time_out_are_one_visit_and_others_are_not()
    {
        var visits = Of(0, 100, 400, 701);

        visits.Visits.ShouldBe([new(At(0), At(400)), new(At(701), At(701))]);
        visits.WatchMs.ShouldBe(400_000);
    }

    [Fact]
    public void A_sign_that_comes_late_joins_two_visits()
    {
        var visits = Of(0, 600, 300);

        visits.Visits.ShouldBe([new(At(0), At(600))]);
    }

    [Fact]
    public void A_sign_exactly_at_the_time_out_still_belongs_to_the_visit() => Of(0, 300).Visits.Count.ShouldBe(1);

    [Fact]
    public void In_any_order_and_any_cut_into_batches_the_visits_are_those_of_the_sorted_times()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var signs = Enumerable.Range(0, random.Next(1, 25)).Select(_ => random.Next(0, 4_000)).ToArray();
            var known = KnownVisits.None;
            List<Visit> closed = [];
            foreach (var batch in signs.Chunk(random.Next(1, 6)))
            {
                var times = batch.Select(At).ToList();
                var needsAll = known.Newest is { } newest && times.Exists(time => VisitTimes.NeedsAll(newest, time));
                var changed = ChangedVisits.Of(times, known, needsAll ? closed : null, _timeout);
                closed = needsAll ? [.. changed.Closed] : [.. closed, .. changed.Closed];
                known = new KnownVisits(changed.Newest, changed.Visits, changed.WatchMs);
            }

            var expected = Plain(signs);
            closed.Append(known.Newest!.Value).ShouldBe(expected);
            known.Visits.ShouldBe(expected.Count);
            known.WatchMs.ShouldBe(expected.Sum(visit => visit.WatchMs));
        }
    }

    private static List<Visit> Plain(int[] signs)
    {
        var visits = new List<Visit>();
        foreach (var second in signs.Order())
            if (visits.Count > 0 && At(second) - visits[^1].To <= _timeout)
                visits[^1] = visits[^1] with { To = At(second) };
            else
                visits.Add(new Visit(At(second), At(second)));
        return visits;
    }

    private static VisitTimes Of(params int[] seconds)
    {
        var visits = new VisitTimes([], _timeout);
        foreach (var second in seconds)
            visits.Add(At(second));
        return visits;
    }

    private static DateTimeOffset At(int second) => _start.AddSeconds(second);
}
