using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Playing;

/// <summary>Plays a recorded session in a room, frame by frame, with the pauses it had.</summary>
internal sealed class ReplayPlayer(RoomDirectory rooms, Pace pace, TimeProvider time)
{
    /// <param name="room">Where it plays.</param>
    /// <param name="lines">The recording's lines.</param>
    /// <param name="speed">How much faster than recorded; 0 without any pause.</param>
    /// <param name="keepIds">Keep message, room and streak ids; else they become those of this room.</param>
    /// <param name="progress">Told the number of frames played.</param>
    /// <param name="cancel">Ends the replay.</param>
    /// <exception cref="FormatException">A line is no recorded frame; names its number. What came before was played.</exception>
    public async Task PlayAsync(
        Room room,
        IAsyncEnumerable<string> lines,
        double speed,
        bool keepIds,
        Action<long> progress,
        CancellationToken cancel
    )
    {
        var reader = new RecordedMessages(room, rooms.Ids, keepIds);
        var start = time.GetTimestamp();
        DateTimeOffset? first = null;
        var number = 0;
        var frames = 0;
        await foreach (var line in lines.WithCancellation(cancel))
        {
            number++;
            var frame = ParseLine(line, number);
            if (frame is null)
            {
                continue;
            }
            first ??= frame.At;
            var left = speed > 0 ? (frame.At - first.Value) / speed - time.GetElapsedTime(start) : TimeSpan.Zero;
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancel);
            }
            await pace.WaitForConsumersAsync(room, cancel);
            if (!room.IsLive)
            {
                return;
            }
            var messages = frame.Messages.Select(reader.Read).ToList();
            room.Offer(messages, int.MaxValue);
            progress(++frames);
            if (messages.Exists(message => message.Facts.EndsLive))
            {
                // Whoever follows the room has heard it and is gone; a room that stayed on air would be believed dead.
                room.End(withControlMessage: false);
            }
        }
    }

    private static RecordedFrame? ParseLine(string line, int number)
    {
        try
        {
            return Recording.Parse(line);
        }
        catch (FormatException e)
        {
            throw new FormatException($"Line {number} of the recording cannot be read: {e.Message}", e);
        }
    }
}
