using System.Globalization;
using System.Text;

namespace LiveOps.Analytics.Privacy;

/// <summary>The file that explains the others, for the person.</summary>
internal static class SubjectAccessReadme
{
    /// <param name="ids">All TikTok user ids of the person.</param>
    /// <param name="now">When the files were made.</param>
    public static string Of(IReadOnlyList<long> ids, DateTimeOffset now)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append("\r\n");
        Line("What is kept of one person");
        Line("==========================");
        Line("");
        Line(now.UtcDateTime.ToString("'Made on' yyyy-MM-dd HH:mm:ss 'UTC.'", CultureInfo.InvariantCulture));
        Line(
            $"TikTok user ids of the person: {string.Join(", ", ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))}."
        );
        Line("Negative ids stand for people of whom only a name was imported from an older program.");
        Line("");
        Line(
            "Where it comes from: TikTok LIVE shows these events to everybody in the room; names, notes, tags, birthday"
        );
        Line("and marks may also have been entered by the streamer's team.");
        Line(
            "Times are UTC. Coins are what was paid on TikTok; they are not money of the streamer. Likes are those that"
        );
        Line(
            "TikTok told of: fewer than were given. Empty fields are null. Ids are text, because many programs lose their"
        );
        Line("last digits.");
        Line("");
        foreach (var file in SubjectAccessFiles.All)
        {
            Line($"{file.Name}.json");
            Line($"    {file.Meaning}");
            Line($"    Fields: {string.Join(", ", file.Columns.Select(column => column.Name))}.");
        }
        Line("");
        Line(
            "Kept elsewhere, and not in here: settings of rules that name the person, which the streamer's team can look up."
        );
        return text.ToString();
    }
}
