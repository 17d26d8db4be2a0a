using System.Text.Json;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using Microsoft.Data.Sqlite;

namespace LiveOps.Analytics.Importing;

/// <summary>A person of the plugin's file.</summary>
internal sealed record ImportedPerson
{
    /// <summary>The row in the file; the first, where two are one person.</summary>
    public required long RowId { get; init; }
    public required long UserId { get; init; }
    public required string Name { get; init; }
    public string? DisplayName { get; init; }
    public string? PictureUrl { get; init; }
    public string? Bio { get; init; }
    public string? Gender { get; init; }
    public string? Country { get; init; }
    public string? Language { get; init; }
    public bool? Verified { get; init; }
    public long? Followers { get; init; }
    public long? Following { get; init; }
    public required DateTimeOffset FirstAt { get; init; }
    public required DateTimeOffset LastAt { get; init; }
    public required long Coins { get; init; }
    public required long Gifts { get; init; }
    public required long Comments { get; init; }
    public required long Likes { get; init; }
    public required long Shares { get; init; }
    public required int Visits { get; init; }
    public required long WatchMs { get; init; }
    public required int Points { get; init; }
    public string? Voice { get; init; }
    public string? Discord { get; init; }
    public DateOnly? Birthday { get; init; }
    public string? Notes { get; init; }
    public required string[] Tags { get; init; }
    public required int Tier { get; init; }
    public DateTimeOffset? VipSince { get; init; }
    public required bool Blocked { get; init; }
    public required bool Favorite { get; init; }
    public required bool Moderator { get; init; }

    /// <summary>Two rows that are one person: the plugin splits people whose messages come under two names.</summary>
    public ImportedPerson And(ImportedPerson other) =>
        this with
        {
            FirstAt = other.FirstAt < FirstAt ? other.FirstAt : FirstAt,
            LastAt = other.LastAt > LastAt ? other.LastAt : LastAt,
            Coins = Coins + other.Coins,
            Gifts = Gifts + other.Gifts,
            Comments = Comments + other.Comments,
            Likes = Likes + other.Likes,
            Shares = Shares + other.Shares,
            Visits = Visits + other.Visits,
            WatchMs = WatchMs + other.WatchMs,
            Points = Points + other.Points,
            Tier = Math.Max(Tier, other.Tier),
            Birthday = Birthday ?? other.Birthday,
            Notes = Notes ?? other.Notes,
            Tags = [.. Tags.Union(other.Tags, StringComparer.Ordinal)],
            Blocked = Blocked || other.Blocked,
            Favorite = Favorite || other.Favorite,
            Moderator = Moderator || other.Moderator,
        };
}

/// <summary>Reads the people of the plugin's file, and knows which user id a row of it is.</summary>
internal sealed class ImportedPeople(ImportSource source, ImportSettings settings)
{
    private const int NameLimit = 200;
    private const int MostPoints = 1_000_000_000;
    private const long MostWatchSeconds = 10_000_000_000;

    // Positions follow from the order.
    private static readonly string[] _columns =
    [
        "id",
        "tiktok_username",
        "tiktok_user_id",
        "display_name",
        "profile_picture_url",
        "bio",
        "gender",
        "country",
        "language",
        "verified",
        "follower_count",
        "following_count",
        "first_seen_at",
        "last_seen_at",
        "total_visits",
        "total_watchtime_seconds",
        "total_coins_spent",
        "total_gifts_sent",
        "total_comments",
        "total_likes",
        "total_shares",
        "tts_voice",
        "discord_username",
        "birthday",
        "notes",
        "tags",
        "is_vip",
        "vip_since",
        "vip_tier",
        "loyalty_points",
        "is_blocked",
        "is_favorite",
        "is_moderator",
        "created_at",
    ];

    private static readonly string[] _tiers = ["bronze", "silver", "gold", "platinum"];
    private readonly Dictionary<long, long> _users = [];
    private readonly Dictionary<long, int> _rows = [];

    public ImportSource Source => source;

    /// <summary>How many have no TikTok id in the file, after <see cref="Map"/>.</summary>
    public int WithoutId => _rows.Keys.Count(user => user < 0);

    /// <summary>The user id of a row of the file; null for a row that was skipped.</summary>
    public long? UserOf(long? row) => row is { } id && _users.TryGetValue(id, out var user) ? user : null;

    /// <summary>Reads who is who.</summary>
    public void Map(SqliteFile file, TableReport table)
    {
        foreach (var row in file.Rows("viewer_profiles", _columns, "id"))
        {
            table.Read++;
            if (SqliteFile.Long(row, 0) is not { } id || Name(row) is not { } name)
            {
                table.Skip("it has no id or no name");
                continue;
            }
            var user = SqliteFile.Long(row, 2) is > 0 and var tiktok ? tiktok : source.UserId(name);
            _users[id] = user;
            _rows[user] = _rows.GetValueOrDefault(user) + 1;
        }
    }

    /// <summary>Each person once, after <see cref="Map"/>.</summary>
    public IEnumerable<ImportedPerson> Read(SqliteFile file)
    {
        var split = new Dictionary<long, ImportedPerson>();
        foreach (var row in file.Rows("viewer_profiles", _columns, "id"))
        {
            if (UserOf(SqliteFile.Long(row, 0)) is not { } user)
                continue;
            var person = Read(row, user);
            if (_rows[user] == 1)
                yield return person;
            else
                split[user] = split.TryGetValue(user, out var other) ? other.And(person) : person;
        }
        foreach (var person in split.Values)
            yield return person;
    }

    private static string? Name(SqliteDataReader row) =>
        SqliteFile.Text(row, 1, NameLimit)?.Trim().TrimStart('@') is { Length: > 0 } name ? name : null;

    private ImportedPerson Read(SqliteDataReader row, long user)
    {
        var coins = SqliteFile.Count(row, 16);
        var first = SqliteFile.Time(row, 12, settings.Zone) ?? SqliteFile.Time(row, 33, settings.Zone);
        var last = SqliteFile.Time(row, 13, settings.Zone) ?? first;
        return new()
        {
            RowId = SqliteFile.Long(row, 0)!.Value,
            UserId = user,
            Name = Name(row)!,
            DisplayName = SqliteFile.Text(row, 3, NameLimit),
            PictureUrl =
                SqliteFile.Text(row, 4, 1_000) is { } picture
                && picture.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                    ? picture
                    : null,
            Bio = SqliteFile.Text(row, 5, 2_000),
            Gender = SqliteFile.Text(row, 6, 50),
            Country = SqliteFile.Text(row, 7, 50),
            Language = SqliteFile.Text(row, 8, 50),
            Verified = row.IsDBNull(9) ? null : SqliteFile.Truth(row, 9),
            Followers = row.IsDBNull(10) ? null : SqliteFile.Count(row, 10),
            Following = row.IsDBNull(11) ? null : SqliteFile.Count(row, 11),
            FirstAt = first ?? DateTimeOffset.UnixEpoch,
            LastAt = last < first ? first.Value : last ?? DateTimeOffset.UnixEpoch,
            Visits = (int)Math.Min(SqliteFile.Count(row, 14), int.MaxValue / 2),
            WatchMs = Math.Min(SqliteFile.Count(row, 15), MostWatchSeconds) * 1_000,
            Coins = settings.CoinsAsIs ? coins : coins / 2,
            Gifts = SqliteFile.Count(row, 17),
            Comments = SqliteFile.Count(row, 18),
            Likes = SqliteFile.Count(row, 19),
            Shares = SqliteFile.Count(row, 20),
            Voice = SqliteFile.Text(row, 21, 100),
            Discord = SqliteFile.Text(row, 22, 100),
            Birthday =
                DateOnly.TryParseExact(SqliteFile.Text(row, 23, 40), "yyyy-MM-dd", out var born) && born.Year > 1900
                    ? born
                    : null,
            Notes = SqliteFile.Text(row, 24, 4_000),
            Tags = Tags(SqliteFile.Text(row, 25, 2_000), user),
            Tier = SqliteFile.Truth(row, 26)
                ? Array.IndexOf(_tiers, SqliteFile.Text(row, 28, 50)?.Trim().ToLowerInvariant()) + 1
                : 0,
            VipSince = SqliteFile.Time(row, 27, settings.Zone),
            Points = (int)Math.Min(SqliteFile.Count(row, 29), MostPoints),
            Blocked = SqliteFile.Truth(row, 30),
            Favorite = SqliteFile.Truth(row, 31),
            Moderator = SqliteFile.Truth(row, 32),
        };
    }

    /// <summary>A JSON array or words between commas.</summary>
    private static string[] Tags(string? text, long user)
    {
        var tags = Words(text ?? "")
            .Select(tag => tag.Trim())
            .Where(tag => tag.Length is > 0 and <= ProfileEdit.LongestTag)
            .Take(ProfileEdit.MostTags - 1);
        return [.. (user < 0 ? tags.Append("imported") : tags).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Words(string text)
    {
        if (!text.TrimStart().StartsWith('['))
            return text.Split(',');
        try
        {
            return JsonSerializer.Deserialize<JsonElement[]>(text)!.Select(tag => tag.ToString());
        }
        catch (JsonException)
        {
            return text.Trim('[', ']', ' ').Split(',').Select(tag => tag.Trim('"', ' '));
        }
    }
}
