using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.IntegrationTests.DeviceGateway.Chaos;

/// <summary>A command of the run, and what is known of it afterwards.</summary>
internal sealed class SentCommand(CommandRun run)
{
    public CommandRun Run => run;

    /// <summary>Cycle at which its first byte was written; null: it never was.</summary>
    public long? FirstByteAt { get; set; }

    /// <summary>The gateway's own word for its end.</summary>
    public CommandEnd? End { get; set; }

    /// <summary>Times that its device was on, by the pin log: cycles from and until.</summary>
    public List<(long From, long Until, bool Cut)> Pulses { get; } = [];
}
