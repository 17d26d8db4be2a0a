using System.Globalization;
using System.Text.Json;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>
/// What a person wants to change of a profile. Only the fields named here can be: totals are counted from events, names
/// and pictures are TikTok's.
/// </summary>
internal sealed class ProfileEdit
{
    public const int LongestNotes = 5_000;
    public const int MostTags = 50;
    public const int LongestTag = 40;

    /// <summary>Most loyalty points that a person can be given by a correction.</summary>
    public const long MostPoints = 1_000_000_000;
    private const long MostFollowers = 10_000_000_000;
    private const int OldestAge = 120;
    private const int MostFaults = 20;

    private static readonly Dictionary<string, Action<ProfileEdit, string, JsonElement>> _fields = new(
        StringComparer.Ordinal
    )
    {
        ["bio"] = (edit, name, value) => edit.Text("bio", name, value, 2_000),
        ["gender"] = (edit, name, value) => edit.Text("gender", name, value, 40),
        ["country"] = (edit, name, value) => edit.Country(name, value),
        ["language"] = (edit, name, value) => edit.Language(name, value),
        ["verified"] = (edit, name, value) =>
            edit.Truth(name, value, set => edit.Set(name, "verified", set, NpgsqlDbType.Boolean)),
        ["followerCount"] = (edit, name, value) => edit.Count("follower_count", name, value),
        ["followingCount"] = (edit, name, value) => edit.Count("following_count", name, value),
        ["birthday"] = (edit, name, value) => edit.Birthday(name, value),
        ["notes"] = (edit, name, value) => edit.Text("notes", name, value, LongestNotes),
        ["tags"] = (edit, name, value) => edit.Tags(name, value),
        ["ttsVoice"] = (edit, name, value) => edit.Text("tts_voice", name, value, 100),
        ["discordUsername"] = (edit, name, value) => edit.Text("discord", name, value, 40),
        ["loyaltyPoints"] = (edit, name, value) => edit.LoyaltyPoints(name, value),
        ["isBlocked"] = (edit, name, value) => edit.Truth(name, value, set => edit.IsBlocked = set),
        ["isFavorite"] = (edit, name, value) => edit.Truth(name, value, set => edit.IsFavorite = set),
        ["isModerator"] = (edit, name, value) => edit.Truth(name, value, set => edit.IsModerator = set),
    };

    private readonly DateOnly _today;
    private readonly Dictionary<string, string[]> _faults = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Column, object? Value, NpgsqlDbType Type)> _person = [];

    private ProfileEdit(DateOnly today) => _today = today;

    /// <summary>What is wrong, by field. Nothing may be stored unless it is empty.</summary>
    public IReadOnlyDictionary<string, string[]> Faults => _faults;

    /// <summary>Fields, and their columns of <c>analytics.viewers</c>: once for the workspace.</summary>
    public IReadOnlyList<(string Name, string Column, object? Value, NpgsqlDbType Type)> Person => _person;

    /// <summary>The number of points that there should be.</summary>
    public long? Points { get; private set; }
    public bool? IsBlocked { get; private set; }
    public bool? IsFavorite { get; private set; }
    public bool? IsModerator { get; private set; }

    public bool ChangesFlags => IsBlocked is not null || IsFavorite is not null || IsModerator is not null;

    /// <param name="body">An object with some of the fields; null takes a value away.</param>
    /// <param name="today">The latest day on which somebody can have been born.</param>
    public static ProfileEdit Of(JsonElement body, DateOnly today)
    {
        var edit = new ProfileEdit(today);
        if (body.ValueKind != JsonValueKind.Object)
        {
            edit.Fault("body", "must be an object, such as {\"notes\": \"plays every Friday\"}.");
            return edit;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in body.EnumerateObject())
        {
            if (!seen.Add(field.Name))
                edit.Fault(field.Name, "is given twice.");
            else if (_fields.TryGetValue(field.Name, out var read))
                read(edit, field.Name, field.Value);
            else
                edit.Fault(
                    field.Name,
                    $"cannot be changed: names and pictures are TikTok's, totals are counted from events. What can be: {string.Join(", ", _fields.Keys)}."
                );
        }
        if (seen.Count == 0)
            edit.Fault("body", $"names nothing to change. What can be: {string.Join(", ", _fields.Keys)}.");
        return edit;
    }

    /// <summary>Trimmed, without empty ones, each once however it is written; null and a fault where they cannot be kept.</summary>
    public static List<string>? CleanTags(IEnumerable<string?> tags, out string fault)
    {
        fault = "";
        var clean = tags.Select(tag => (tag ?? "").Trim())
            .Where(tag => tag.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (clean.Count > MostTags)
            fault = $"has {clean.Count} tags; at most {MostTags} are kept.";
        else if (clean.Find(tag => Characters.Of(tag) is not { } length || length > LongestTag) is { } bad)
            fault =
                $"has the tag \"{Problems.Short(Characters.Printable(bad))}\", which is longer than {LongestTag} characters or holds a character that cannot be stored.";
        return fault.Length == 0 ? clean : null;
    }

    private void Text(string column, string name, JsonElement value, int limit)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            Fault(name, "must be a text, or null to take it away.");
            return;
        }
        var text = value.ValueKind == JsonValueKind.Null ? null : Characters.Read(value);
        if (text is null && value.ValueKind == JsonValueKind.String || text is not null && Characters.Of(text) is null)
            Fault(name, "holds a character that cannot be stored (NUL, or half of a pair).");
        else if (text is not null && Characters.Of(text) > limit)
            Fault(
                name,
                $"has {Characters.Of(text)!.Value.ToString("N0", CultureInfo.InvariantCulture)} characters; at most {limit.ToString("N0", CultureInfo.InvariantCulture)} are kept. Nothing was stored."
            );
        else
            Set(name, column, string.IsNullOrWhiteSpace(text) ? null : text, NpgsqlDbType.Text);
    }

    private void Country(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            Set(name, "country", null, NpgsqlDbType.Text);
        else if (value.ValueKind == JsonValueKind.String && Countries.Find(Characters.Read(value)) is { } code)
            Set(name, "country", code, NpgsqlDbType.Text);
        else
            Fault(name, "must be a country's two letters of ISO 3166, such as DE or ID, or null.");
    }

    private void Language(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            Set(name, "language", null, NpgsqlDbType.Text);
        else if (value.ValueKind == JsonValueKind.String && LanguageTag.Find(Characters.Read(value)) is { } tag)
            Set(name, "language", tag, NpgsqlDbType.Text);
        else
            Fault(name, "must be a language tag of BCP 47, such as de, pt-BR or zh-Hant-TW, or null.");
    }

    private void Truth(string name, JsonElement value, Action<bool> set)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            set(value.GetBoolean());
        else
            Fault(name, "must be true or false.");
    }

    private void Count(string column, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            Set(name, column, null, NpgsqlDbType.Bigint);
        else if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var count)
            && count is >= 0 and <= MostFollowers
        )
            Set(name, column, count, NpgsqlDbType.Bigint);
        else
            Fault(name, "must be a whole number from 0 to 10,000,000,000, or null.");
    }

    private void LoyaltyPoints(string name, JsonElement value)
    {
        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var points)
            && points is >= 0 and <= MostPoints
        )
            Points = points;
        else
            Fault(name, "must be a whole number from 0 to 1,000,000,000: what the viewer should have.");
    }

    private void Birthday(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            Set(name, "birthday", null, NpgsqlDbType.Date);
        else if (
            value.ValueKind != JsonValueKind.String
            || !DateOnly.TryParseExact(
                Characters.Read(value),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
            Fault(name, "must be a real date as YYYY-MM-DD, such as 1998-02-28, or null to take it away.");
        else if (day > _today)
            Fault(name, "is in the future.");
        else if (day < _today.AddYears(-OldestAge - 1).AddDays(1))
            Fault(name, $"makes the viewer older than {OldestAge} years.");
        else
            Set(name, "birthday", day, NpgsqlDbType.Date);
    }

    private void Tags(string name, JsonElement value)
    {
        if (
            value.ValueKind != JsonValueKind.Array
            || value.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String)
        )
        {
            Fault(name, "must be a list of texts, such as [\"regular\", \"team red\"].");
            return;
        }
        if (CleanTags(value.EnumerateArray().Select(tag => Characters.Read(tag) ?? "\0"), out var fault) is { } tags)
            Set(name, "tags", tags.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        else
            Fault(name, fault);
    }

    private void Set(string name, string column, object? value, NpgsqlDbType type) =>
        _person.Add((name, column, value, type));

    private void Fault(string name, string fault)
    {
        if (_faults.Count < MostFaults)
            _faults[Problems.Short(Characters.Printable(name))] = [fault];
    }
}
