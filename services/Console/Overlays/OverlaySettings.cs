using System.Text.RegularExpressions;

namespace LiveOps.Console.Overlays;

/// <summary>What an overlay shows and how it looks. What is left out is as it is delivered.</summary>
internal sealed partial record OverlaySettings
{
    /// <summary>Language of its own few words: <c>en</c> or <c>id</c>.</summary>
    public string Language { get; init; } = "en";
    public AlertSettings Alerts { get; init; } = new();
    public LeaderboardSettings Leaderboard { get; init; } = new();
    public GoalSettings Goal { get; init; } = new();
    public MessageSettings Messages { get; init; } = new();
    public ChatSettings Chat { get; init; } = new();
    public SoundSettings Sounds { get; init; } = new();
    public LookSettings Look { get; init; } = new();

    /// <summary>What is wrong with which setting, by its path; empty where all is well.</summary>
    public IReadOnlyDictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (
            var (name, part) in new (string, object?)[]
            {
                ("alerts", Alerts),
                ("leaderboard", Leaderboard),
                ("goal", Goal),
                ("messages", Messages),
                ("chat", Chat),
                ("sounds", Sounds),
                ("look", Look),
            }
        )
            if (part is null)
                faults[name] = ["must not be null: leave it out to have it as delivered."];
        if (faults.Count > 0)
            return faults;
        if (Language is not ("en" or "id"))
            faults["language"] = ["must be en or id."];
        Range("alerts.leastCoins", Alerts.LeastCoins, 0, 1_000_000, "coins");
        Range("alerts.shownSeconds", Alerts.ShownSeconds, 2, 30, "seconds");
        Range("leaderboard.top", Leaderboard.Top, 1, 10, "places");
        Title("leaderboard.title", Leaderboard.Title);
        Range("goal.threshold", Goal.Threshold, 1, 1_000_000_000, "likes");
        Range("goal.step", Goal.Step, 1, 1_000_000_000, "likes");
        Title("goal.title", Goal.Title);
        Range("chat.lines", Chat.Lines, 1, 12, "lines");
        Range("sounds.volume", Sounds.Volume, 0, 100, "%");
        if (Sounds.Alert is null || (Sounds.Alert is not ("" or Chime) && !SoundName.IsOne(Sounds.Alert)))
            faults["sounds.alert"] = [$"must be empty, {Chime}, or the name of a sound such as bell.mp3."];
        Range("look.fontSize", Look.FontSize, 12, 96, "px");
        Range("look.groundOpacity", Look.GroundOpacity, 0, 100, "%");
        foreach (var (name, colour) in new[] { ("accent", Look.Accent), ("text", Look.Text), ("ground", Look.Ground) })
            if (colour is not null && !Colour().IsMatch(colour))
                faults[$"look.{name}"] = ["must be a colour like #ff3366."];
        CheckVariables(faults);
        return faults;

        void Range(string name, long value, long least, long most, string unit)
        {
            if (value < least || value > most)
                faults[name] = [$"must be {least} to {most} {unit}."];
        }

        void Title(string name, string? title)
        {
            if (title is null || title.Length > 60)
                faults[name] = ["must be at most 60 characters."];
        }
    }

    /// <summary>The sound that the overlay makes itself.</summary>
    public const string Chime = "chime";

    /// <summary>CSS variables that may be set, each with what it takes.</summary>
    public static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["--radius"] = "a length",
        ["--padding"] = "a length",
        ["--gap"] = "a length",
        ["--margin"] = "a length",
        ["--width"] = "a length",
        ["--border-width"] = "a length",
        ["--border-colour"] = "a colour",
        ["--shadow-colour"] = "a colour",
        ["--weight"] = "a number",
        ["--line-height"] = "a number",
        ["--slide"] = "a time",
    };

    private void CheckVariables(Dictionary<string, string[]> faults)
    {
        foreach (var (name, value) in Look.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            if (!Variables.TryGetValue(name, out var takes))
                faults[$"look.variables.{(name.Length > 40 ? name[..40] : name)}"] =
                [
                    $"is not known: use {string.Join(", ", Variables.Keys)}.",
                ];
            else if (value is null || !Takes(takes).IsMatch(value))
                faults[$"look.variables.{name}"] = [$"must be {takes}, for example {Example(takes)}."];
    }

    // Nothing else can be written into a style: no address, no function, no second declaration.
    private static Regex Takes(string kind) =>
        kind switch
        {
            "a length" => Length(),
            "a colour" => Colour(),
            "a time" => Time(),
            _ => Number(),
        };

    private static string Example(string kind) =>
        kind switch
        {
            "a length" => "12px, 0.5em or 20%",
            "a colour" => "#ff3366 or #ff336680",
            "a time" => "400ms",
            _ => "600",
        };

    [GeneratedRegex(@"^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Colour();

    [GeneratedRegex(@"^\d{1,4}(?:\.\d{1,3})?(?:px|em|rem|%|vw|vh)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Length();

    [GeneratedRegex(@"^\d{1,4}(?:\.\d{1,3})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{1,5}ms\z", RegexOptions.NonBacktracking)]
    private static partial Regex Time();
}

/// <summary>Somebody gave, followed, shared or subscribed.</summary>
internal sealed record AlertSettings
{
    public bool Gifts { get; init; } = true;
    public bool Follows { get; init; } = true;
    public bool Shares { get; init; }
    public bool Subscriptions { get; init; } = true;

    /// <summary>What a gift, with its streak, must be worth to be shown, coins; 0 to 1,000,000.</summary>
    public int LeastCoins { get; init; }

    /// <summary>Whether it says how many coins.</summary>
    public bool Coins { get; init; } = true;

    /// <summary>How long one stays, seconds; 2 to 30.</summary>
    public int ShownSeconds { get; init; } = 5;
    public Place Place { get; init; } = Place.Top;
}

/// <summary>Who gave most coins in this LIVE.</summary>
internal sealed record LeaderboardSettings
{
    public bool Shown { get; init; }

    /// <summary>How many places; 1 to 10.</summary>
    public int Top { get; init; } = 5;
    public bool Coins { get; init; } = true;

    /// <summary>At most 60 characters; empty for the overlay's own word.</summary>
    public string Title { get; init; } = "";
    public Place Place { get; init; } = Place.Right;
}

/// <summary>How far the room's likes are from a goal.</summary>
internal sealed record GoalSettings
{
    public bool Shown { get; init; }

    /// <summary>At most 60 characters; empty for the overlay's own word.</summary>
    public string Title { get; init; } = "";

    /// <summary>Likes; 1 to 1,000,000,000.</summary>
    public long Threshold { get; init; } = 1_000;

    /// <summary>What comes after the first one: as a rule about likes counts.</summary>
    public GoalKind When { get; init; } = GoalKind.MultipleOf;

    /// <summary>For <see cref="GoalKind.Progressive"/>: likes from one goal to the next.</summary>
    public long Step { get; init; } = 1_000;
    public Place Place { get; init; } = Place.Bottom;
}

/// <summary>Which goals there are.</summary>
internal enum GoalKind
{
    /// <summary>The one goal.</summary>
    Total,

    /// <summary>Every so many likes anew.</summary>
    MultipleOf,

    /// <summary>The threshold, then every step.</summary>
    Progressive,
}

/// <summary>What rules write on the overlay.</summary>
internal sealed record MessageSettings
{
    public bool Shown { get; init; } = true;
    public Place Place { get; init; } = Place.Centre;
}

/// <summary>What viewers write.</summary>
internal sealed record ChatSettings
{
    public bool Shown { get; init; }

    /// <summary>How many comments at once; 1 to 12.</summary>
    public int Lines { get; init; } = 6;
    public Place Place { get; init; } = Place.BottomLeft;
}

/// <summary>What is heard.</summary>
internal sealed record SoundSettings
{
    /// <summary>Whether sounds of rules are played.</summary>
    public bool OfRules { get; init; } = true;

    /// <summary>With an alert: empty for none, <see cref="OverlaySettings.Chime"/>, or a sound of the workspace.</summary>
    public string Alert { get; init; } = OverlaySettings.Chime;

    /// <summary>Of everything, 0 to 100.</summary>
    public int Volume { get; init; } = 80;
}

/// <summary>How it looks.</summary>
internal sealed record LookSettings
{
    public Theme Theme { get; init; } = Theme.Night;

    /// <summary>#rrggbb; null for the theme's own.</summary>
    public string? Accent { get; init; }

    /// <inheritdoc cref="Accent"/>
    public string? Text { get; init; }

    /// <inheritdoc cref="Accent"/>
    public string? Ground { get; init; }

    /// <summary>How much the ground covers the picture behind, %.</summary>
    public int GroundOpacity { get; init; } = 85;

    /// <summary>px; 12 to 96.</summary>
    public int FontSize { get; init; } = 28;
    public bool Animation { get; init; } = true;

    /// <summary>Of <see cref="OverlaySettings.Variables"/>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The looks that come with the program.</summary>
internal enum Theme
{
    Night,
    Neon,
    Paper,
    Minimal,
}

/// <summary>Where on the picture.</summary>
internal enum Place
{
    TopLeft,
    Top,
    TopRight,
    Left,
    Centre,
    Right,
    BottomLeft,
    Bottom,
    BottomRight,
}
