namespace LiveOps.DeviceGateway;

/// <summary>
/// What the gateway answers to a word that it does not know. Without this a mistyped command would start a gateway, which
/// takes the boards of this PC.
/// </summary>
internal static class HelpVerb
{
    private const string Usage = """
        liveops-gateway                      runs the gateway; its page says what it does (http://localhost:5090 as installed)
        liveops-gateway doctor               says what is wrong with ports, boards, data folder, broker and clock
        liveops-gateway flash --port PORT    loads the firmware onto an Uno or Nano
        liveops-gateway enroll URL CODE      makes this PC a gateway of the installation at URL
        Where the program has its own name it is LiveOps.DeviceGateway. Settings are environment variables, for example
        Gateway__Ports__0=COM7; docs/studio-pc.md lists them.
        """;

    /// <summary>Whether these arguments ask for help or name a command that does not exist. Settings begin with a dash.</summary>
    public static bool Takes(string[] arguments) =>
        arguments is [var first, ..] && (AsksForHelp(first) || (!first.StartsWith('-') && !first.StartsWith('/')));

    /// <returns>0 when help was asked for, 2 for an unknown command.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (AsksForHelp(arguments[0]))
        {
            await output.WriteLineAsync(Usage);
            return 0;
        }
        await errors.WriteLineAsync($"There is no command '{arguments[0]}'.\n{Usage}");
        return 2;
    }

    private static bool AsksForHelp(string argument) => argument is "--help" or "-h" or "-?" or "/?" or "help";
}
