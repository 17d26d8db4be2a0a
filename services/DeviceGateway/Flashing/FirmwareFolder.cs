using System.Globalization;
using System.Text.Json;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>What an update leaves behind, in <c>firmware/</c> of the gateway's data folder: the ways back.</summary>
internal sealed class FirmwareFolder(string dataFolder)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };
    private readonly string _path = Path.Combine(dataFolder, "firmware");

    /// <summary>Keeps the program that a board had, as Intel HEX.</summary>
    /// <param name="board">The board's id, or "unknown".</param>
    /// <param name="version">Its version, or "unknown".</param>
    /// <param name="flash">Its flash.</param>
    /// <param name="at">Now.</param>
    /// <returns>The file.</returns>
    public string KeepProgram(string board, string version, byte[] flash, DateTimeOffset at)
    {
        var stamp = at.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = Path.Combine(_path, Safe($"{board}-{version}-{stamp}.hex"));
        WriteWhole(path, string.Join('\n', FirmwareImage.Write(flash)) + "\n");
        return path;
    }

    /// <summary>Keeps a board's table of devices.</summary>
    public string KeepTable(DeviceTable table)
    {
        var path = Path.Combine(_path, Safe($"{table.Uid}.devices.json"));
        WriteWhole(path, JsonSerializer.Serialize(table, s_json));
        return path;
    }

    /// <summary>Notes that an update is under way; whoever finds the note later knows that it did not end.</summary>
    public void Begin(UnfinishedUpdate update) =>
        WriteWhole(NoteOf(update.Place), JsonSerializer.Serialize(update, s_json));

    public void End(string place) => File.Delete(NoteOf(place));

    /// <summary>The update of the board in this place that did not end; null when there is none.</summary>
    public UnfinishedUpdate? Unfinished(string place) => Read(NoteOf(place));

    /// <summary>The same by the board's id.</summary>
    public UnfinishedUpdate? UnfinishedOf(string uid) =>
        Directory.Exists(_path)
            ? Directory
                .EnumerateFiles(_path, "*.unfinished.json")
                .Select(Read)
                .FirstOrDefault(note => note?.Table?.Uid == uid)
            : null;

    private static UnfinishedUpdate? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<UnfinishedUpdate>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            // Cut by a crash of the machine: the update can be made as on a board that nothing is known of.
            return null;
        }
    }

    private string NoteOf(string place) => Path.Combine(_path, Safe($"{place}.unfinished.json"));

    private static string Safe(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'))
            .TrimStart('_');

    private static void WriteWhole(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText($"{path}.new", text);
        File.Move($"{path}.new", path, overwrite: true);
    }
}

/// <summary>An update that has begun to write.</summary>
/// <param name="Place">Where the board is plugged in.</param>
/// <param name="Path">The port's name.</param>
/// <param name="Table">The devices that it had; null when it told none.</param>
/// <param name="Previous">The program that it had, as a file; null when none was kept.</param>
/// <param name="Baud">The speed of its boot loader.</param>
internal sealed record UnfinishedUpdate(string Place, string Path, DeviceTable? Table, string? Previous, int Baud);
