using System.Diagnostics;

namespace LiveOps.AppHost.Local.Servers;

/// <summary>An Arduino Uno for rehearsal: the real firmware in a cycle-accurate simulator behind a pseudo-terminal.</summary>
internal sealed record SimulatedBoard(string Name, string SerialPath, string PinLog)
{
    public static SimulatedBoard In(Installation installation, string name)
    {
        var folder = installation.Data("boards");
        return new(name, Path.Combine(folder, $"{name}.tty"), Path.Combine(folder, $"{name}.pins.jsonl"));
    }

    /// <param name="faults">What goes wrong with it, see <see cref="BoardFaults"/>; null: nothing.</param>
    public ProcessStartInfo Start(Installation installation, string? faults = null)
    {
        var build = Path.Combine(installation.Root, "firmware", "build");
        return new ProcessStartInfo(
            Path.Combine(build, "boardsim"),
            [
                "--link",
                SerialPath,
                "--eeprom",
                Path.ChangeExtension(SerialPath, ".eeprom"),
                "--pin-log",
                PinLog,
                "--board",
                Name,
                "--die-with-parent",
                .. faults is null ? Array.Empty<string>() : ["--faults", faults],
                Path.Combine(build, "uno.elf"),
            ]
        );
    }
}
