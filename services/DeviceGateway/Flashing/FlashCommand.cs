using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary><c>flash --port P [--hex F] [--force] [--data FOLDER]</c>: an update while the gateway does not run.</summary>
internal static class FlashCommand
{
    private const string Usage = """
        flash --port PORT [--hex FILE] [--force] [--data FOLDER]
          --port PORT    where the board is, for example COM7 or /dev/ttyACM0
          --hex FILE     the program, Intel HEX for the Uno and Nano; without it, the one that came with the gateway
          --force        also the same or an older version, and on a board that does not answer
          --data FOLDER  the gateway's data folder, where the old program and the devices are kept (else the one it would use)
        While the gateway runs, update by its page or by POST /api/gateway/boards/{uid}/update.
        """;

    /// <returns>0 updated, 1 it failed or was refused, 2 the options are wrong.</returns>
    public static int Run(string[] arguments, IConfiguration configuration, TextWriter output, TextWriter errors)
    {
        if (!TryParse(arguments, out var options))
        {
            errors.WriteLine(Usage);
            return 2;
        }
        try
        {
            var data = options.Data ?? EnrolmentModule.FolderOf(configuration);
            // Held while it lasts: a gateway that runs has the port, and would reset the board in the middle.
            using var held = Hold(data);
            var serial = SystemPorts.Open();
            var port =
                serial.Find(options.Port)
                ?? throw new FlashRefusedException($"{options.Port} is not there: is the board plugged in?");
            var image = FirmwareImage.Load(options.Hex ?? ShippedFirmware.Find());
            var update = new FirmwareUpdate(serial, new FirmwareFolder(data), TimeProvider.System, output.WriteLine);
            Tell(update.Run(port, image, options.Force), output);
            return 0;
        }
        catch (Exception error) when (error is FlashRefusedException or FlashFailedException)
        {
            errors.WriteLine(error.Message);
            return 1;
        }
    }

    private static DataFolder Hold(string data)
    {
        try
        {
            return new DataFolder(Options.Create(new GatewayOptions { DataFolder = data }));
        }
        catch (InvalidOperationException)
        {
            throw new FlashRefusedException(
                $"The gateway of {data} runs, or this user may not write there. Stop it first, or update by POST /api/gateway/boards/{{uid}}/update while it runs."
            );
        }
    }

    private static void Tell(UpdateReport report, TextWriter output)
    {
        output.WriteLine(
            report.To is null
                ? "The program is on the board."
                : $"Board {report.Uid} runs version {report.To} now{(report.From is null ? "" : $"; it had {report.From}")}."
        );
        foreach (var note in report.Notes)
            output.WriteLine(note);
    }

    private static bool TryParse(string[] arguments, out (string Port, string? Hex, string? Data, bool Force) options)
    {
        options = ("", null, null, false);
        for (var n = 0; n < arguments.Length; n++)
        {
            var value = n + 1 < arguments.Length ? arguments[n + 1] : null;
            switch (arguments[n])
            {
                case "--force":
                    options.Force = true;
                    continue;
                case "--port" when value is not null:
                    options.Port = value;
                    break;
                case "--hex" when value is not null:
                    options.Hex = value;
                    break;
                case "--data" when value is not null:
                    options.Data = value;
                    break;
                default:
                    return false;
            }
            n++;
        }
        return options.Port.Length > 0;
    }
}
