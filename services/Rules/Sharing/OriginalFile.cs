using System.Globalization;
using System.Text.Json;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>Reads files of the original forms: any of the four, in one file.</summary>
internal static class OriginalFile
{
    private const string Devices = "devices";

    public static bool IsOne(JsonElement file) => OriginalEntry.Forms.Any(form => file.TryGetProperty(form, out _));

    public static ReadFile Read(JsonElement file)
    {
        var drafts = new List<RuleDraft>();
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var reader = new OriginalEntry(ReadDevices(file, faults));
        foreach (var form in OriginalEntry.Forms)
        {
            if (!file.TryGetProperty(form, out var entries) || entries.ValueKind == JsonValueKind.Null)
                continue;
            if (entries.ValueKind == JsonValueKind.Object)
                foreach (var entry in entries.EnumerateObject())
                    Add(form, entry.Name, listed: false, $"{form}.{entry.Name}", entry.Value);
            else if (entries.ValueKind == JsonValueKind.Array && form == OriginalEntry.Scripts)
                foreach (var (n, entry) in entries.EnumerateArray().Index())
                    Add(
                        form,
                        OriginalEntry.ListedKey(entry, n),
                        listed: true,
                        string.Create(CultureInfo.InvariantCulture, $"{form}[{n}]"),
                        entry
                    );
            else
                faults[form] = [form == OriginalEntry.Scripts ? "must be a list, or an object." : "must be an object."];
        }
        foreach (
            var twice in drafts
                .GroupBy(Identity)
                .Where(same => same.Count() > 1)
                .SelectMany(same => same.Skip(1))
                .ToArray()
        )
        {
            faults[twice.Path] = [$"has the same id or name as another one: {twice.Definition.Imported!.Key}."];
            drafts.Remove(twice);
        }
        return new ReadFile(drafts, faults);

        void Add(string form, string key, bool listed, string path, JsonElement json)
        {
            // Faults of its own, so that one that is not valid can be left out alone.
            var own = new RuleFaults();
            if (reader.Read(form, key, listed, path, json, own) is { } draft)
                drafts.Add(draft);
            foreach (var (field, messages) in own.ToDictionary())
                faults[field] = messages;
        }
    }

    /// <summary>What makes an imported rule the same as an earlier one.</summary>
    public static (string Form, string Key) Identity(RuleDraft draft) =>
        (draft.Definition.Imported!.Form, draft.Definition.Imported.Key);

    private static Dictionary<string, string> ReadDevices(JsonElement file, Dictionary<string, string[]> faults)
    {
        var devices = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!file.TryGetProperty(Devices, out var told) || told.ValueKind == JsonValueKind.Null)
            return devices;
        if (told.ValueKind != JsonValueKind.Object)
        {
            faults[Devices] = ["must be an object: names of devices in this file, and what they are on the board."];
            return devices;
        }
        foreach (var device in told.EnumerateObject())
            if (device.Value.ValueKind == JsonValueKind.String && DeviceWords.IsBoardName(device.Value.GetString()!))
                devices[device.Name] = device.Value.GetString()!;
            else
                faults[$"{Devices}.{device.Name}"] =
                [
                    "must be a device's name on the board: an upper-case letter, then up to six letters, digits or _, for example LED1.",
                ];
        return devices;
    }
}
