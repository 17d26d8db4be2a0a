using System.Globalization;
using System.Text.Json;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>The gateway's own folder: books, latch, known boards.</summary>
internal static class DataFolderCheck
{
    private const string About = "Data folder";
    private const long Little = 200L * 1024 * 1024;

    /// <param name="folder">As configured.</param>
    /// <param name="free">Free bytes of its disk; null: asked of the system.</param>
    public static IEnumerable<Finding> Look(string? folder, long? free = null)
    {
        if (string.IsNullOrWhiteSpace(folder))
        {
            yield return Finding.Problem(
                About,
                "Gateway:DataFolder is not set.",
                "The gateway does not start without it: it keeps its books there.",
                "Set it to a folder that the gateway's user may write to and that outlives restarts."
            );
            yield break;
        }
        if (WriteFault(folder) is { } fault)
        {
            yield return Finding.Problem(
                About,
                $"{folder} cannot be written ({fault}).",
                "The gateway does not start: a command that is not on its books could happen twice.",
                "Give the gateway's user the right to write there, or make room on the disk."
            );
            yield break;
        }
        var left = free ?? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (left < Little)
            yield return Finding.Warning(
                About,
                string.Create(CultureInfo.InvariantCulture, $"Its disk has {left / 1024 / 1024} MB left."),
                "A full disk stops the gateway: it does not move anything that it cannot put on its books.",
                "Make room on the disk."
            );
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            if (Damage(file) is { } damage)
                yield return Finding.Problem(
                    About,
                    $"{file} is damaged ({damage}).",
                    "The gateway does not start: guessing at it could forget an emergency stop.",
                    "Mend it by hand, or move it away to begin without it."
                );
        yield return IsStopped(folder)
            ? Finding.Warning(
                About,
                "The emergency stop of this gateway is on.",
                "Nothing turns on until a person resets it; a restart does not.",
                "When it is safe, reset it on the gateway's page or in the console."
            )
            : Finding.Good(About, $"{folder} can be written.");
    }

    private static string? WriteFault(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $"doctor-{Guid.NewGuid():N}.probe");
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static string? Damage(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return null;
        }
        catch (JsonException error)
        {
            return error.Message;
        }
        catch (IOException)
        {
            // Just being replaced.
            return null;
        }
    }

    private static bool IsStopped(string folder)
    {
        try
        {
            var file = Path.Combine(folder, "emergency-stop.json");
            if (!File.Exists(file))
                return false;
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.TryGetProperty("Latched", out var latched)
                && latched.ValueKind == JsonValueKind.True;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return false;
        }
    }
}
