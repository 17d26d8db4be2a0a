using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Playing;

/// <summary>Plays a scenario in a room, each step at its time.</summary>
internal sealed class ScenarioPlayer(Pace pace, TimeProvider time)
{
    /// <summary>Plays to the end, or until the room is stopped or the run cancelled.</summary>
    public async Task PlayAsync(Room room, Scenario scenario, Action<long> progress, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        var done = 0;
        foreach (var (at, step) in ScenarioPlan.Lay(scenario))
        {
            var left = at - time.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancel);
            }
            if (!room.IsLive)
            {
                return;
            }
            await PerformAsync(room, step, cancel);
            progress(++done);
        }
    }

    private async Task PerformAsync(Room room, ScenarioStep step, CancellationToken cancel)
    {
        switch (step.Type)
        {
            case StepType.Faults:
                room.AddFaults(step.Faults ?? Faults.RoomFaults.None);
                break;
            case StepType.ClearFaults:
                room.ClearFaults();
                break;
            case StepType.Stop:
                room.End(withControlMessage: room.Faults.StopWithoutControl is not true);
                break;
            default:
                await pace.PlayAsync(room, Events(room, step), cancel);
                break;
        }
    }

    private static IEnumerable<RoomEvent> Events(Room room, ScenarioStep step)
    {
        var by = step.User is { } user ? room.Crowd.Named(user.Handle!, user.Nickname, user.Id) : null;
        var gift = GiftCatalogue.Find(step.Gift ?? "Rose")!;
        var text = step.Text ?? "";
        return step.Type switch
        {
            StepType.Gift when step.Streak => Acts.Streak(room, gift, step.Count, by),
            StepType.Gift => Acts.Gifts(room, gift, step.Count, by),
            StepType.Comment => Acts.Each(room, step.Count, by, viewer => new Commented(viewer, text)),
            StepType.Like => Acts.Likes(room, step.Count, by),
            StepType.Follow => Acts.Each(room, step.Count, by, viewer => new Followed(viewer)),
            StepType.Share => Acts.Each(room, step.Count, by, viewer => new Shared(viewer)),
            StepType.Join => Acts.Each(room, step.Count, by, viewer => new Joined(viewer)),
            StepType.Subscribe => Acts.Each(room, step.Count, by, viewer => new Subscribed(viewer, 1)),
            StepType.Question => Acts.Each(room, step.Count, by, viewer => new QuestionAsked(viewer, text)),
            StepType.Viewers => [new ViewersCounted(step.Viewers ?? 0)],
            StepType.Glove => [new GloveUsed(5, 30, null, Vault: false)],
            StepType.Envelope => Acts.Each(
                room,
                step.Count,
                by,
                viewer => new EnvelopeDropped(viewer, 100, 10, Shown: true, Guid.NewGuid().ToString("N"))
            ),
            StepType.Pause => [new Controlled(1)],
            _ => [new Controlled(2)],
        };
    }
}
