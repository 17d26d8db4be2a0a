using LiveOps.Rehearsal.Webcast;

namespace LiveOps.Rehearsal.Rooms;

/// <summary>Somebody who is connected to a room: a socket, or a test.</summary>
internal interface IConsumer
{
    /// <summary>Frames that wait to be written.</summary>
    int Queued { get; }

    /// <summary>Takes a frame in order; never blocks. Whoever writes it then calls <see cref="Room.MarkServed"/>.</summary>
    void Enqueue(Room from, Frame frame);

    /// <summary>Ends the connection without a closing handshake, after the frames that are already being written.</summary>
    void Cut();

    /// <summary>Ends the connection in good order once everything queued is written.</summary>
    void CloseWhenDrained();
}
