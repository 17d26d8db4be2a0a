using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>What the state machine of a port wants done. It decides; whoever implements this acts.</summary>
internal interface IPortEffects
{
    /// <summary>Open the port; the answer is <see cref="PortMachine.Opened"/> or <see cref="PortMachine.Closed"/>.</summary>
    void Open();

    /// <summary>Close the link, if there is one. No answer is expected.</summary>
    void Close();
    void Write(byte[] line);

    /// <summary>Throw away unsent output and send the emergency stop byte.</summary>
    void WriteStop();

    /// <summary>May this board be used on this port? Attaches it when it may.</summary>
    Admission Identify(HelloLine hello);

    /// <summary>The board's id is stored on it: remember the board.</summary>
    void Keep(Board board);

    /// <summary>Put a line on the wire; a command's first try goes into the journal before.</summary>
    void Send(SentLine line);
    void Acknowledged(CommandRun run);
    void Ended(CommandRun run, CommandEnd end);

    /// <summary>A line error of this kind, for the books: crc, form, nak, resend, pong.</summary>
    void LineError(string kind);

    /// <summary>The board latched without having been told: keep it so until a person resets it.</summary>
    void StoppedByItself(Board board);

    /// <summary>A button or sensor of the board has changed.</summary>
    void InputChanged(Board board, string device, bool pressed);

    /// <summary>The board has the wanted table, or has refused it with this reason.</summary>
    void Configured(Board board, string? refusal);

    /// <summary>The board took the emergency stop after so long.</summary>
    void StopConfirmed(TimeSpan after);

    /// <summary>Something that people see has changed.</summary>
    void Changed();
}

/// <summary>The answer of <see cref="IPortEffects.Identify"/>: a board, or why not.</summary>
/// <param name="Board">The board to use; null when refused.</param>
/// <param name="State">What to show when refused: Failing or Quarantined.</param>
/// <param name="Detail">Why refused and what to do.</param>
internal readonly record struct Admission(Board? Board, BoardState State = BoardState.Ready, string? Detail = null);
