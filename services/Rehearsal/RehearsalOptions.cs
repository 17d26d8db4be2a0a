namespace LiveOps.Rehearsal;

/// <summary>Settings under <c>Rehearsal</c>.</summary>
internal sealed class RehearsalOptions
{
    /// <summary>Rooms that are live from the start, by handle.</summary>
    public IList<string> Rooms { get; } = [];

    /// <summary>Simulated boards whose pins can be watched.</summary>
    public IList<BoardOptions> Boards { get; } = [];

    internal sealed class BoardOptions
    {
        /// <summary>Name of the board, as in its log lines.</summary>
        public string Id { get; set; } = "";

        /// <summary>Serial port of the board, as the gateway has it: screens know the board by it.</summary>
        public string SerialPath { get; set; } = "";

        /// <summary>File that the board's simulator appends one JSON line to for each pin change.</summary>
        public string PinLog { get; set; } = "";
    }
}
