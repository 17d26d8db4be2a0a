namespace LiveOps.DeviceGateway.Boards;

/// <summary>Where a port is on its way to a board that takes commands.</summary>
internal enum PortPhase
{
    Closed,
    Opening,

    /// <summary>Waiting for the board's start or its HELLO.</summary>
    Greeting,

    /// <summary>Reading the list of devices.</summary>
    Listing,

    /// <summary>Asking by PING whether the board is latched.</summary>
    Probing,

    /// <summary>Writing the table of devices that people have given to the board, row by row.</summary>
    Configuring,

    /// <summary>Having a board that is new here store its id, which is random until then.</summary>
    Keeping,

    /// <summary>Releasing the board's latch.</summary>
    Clearing,

    /// <summary>Repeating the stop byte until the board confirms.</summary>
    Stopping,

    /// <summary>Latched: alive, but nothing is sent.</summary>
    Stopped,
    Ready,
}
