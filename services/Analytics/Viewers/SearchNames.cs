using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Viewers;

/// <summary>What a person is shown and found by.</summary>
/// <param name="Shown">The name that lists are in the order of.</param>
/// <param name="At">When it was seen: the latest counts. Null for one that is no news where another is shown already.</param>
/// <param name="All">All names that were seen.</param>
internal sealed record SeenNames(string? Shown, DateTimeOffset? At, IReadOnlyCollection<string> All);

/// <summary>
/// Names as they are searched, by user id: each is folded (one case, no fancy letters) and begins with a line feed, so
/// that a prefix is a part of the whole like any other. Of each, every three letters in a row and the first one and two
/// are in an index; of any script, unlike pg_trgm's, which knows the letters of the database's locale alone.
/// </summary>
internal static class SearchNames
{
    private const int LongestName = 200;
    private const int LongestShown = 100;

    // In the order of the keys: two writers never wait for each other in a circle.
    private const string WriteSql = """
        insert into analytics.viewer_search as s (workspace_id, user_id, names, sort_name, named_at, grams)
        select k.workspace_id, k.user_id, k.names, k.sort_name, k.named_at, k.grams::bigint[]
        from unnest($1, $2, $3, $4, $5, $6) as k(workspace_id, user_id, names, sort_name, named_at, grams)
        order by 1, 2
        on conflict (workspace_id, user_id) do update set
            names = analytics.joined_names(s.names, excluded.names),
            grams = array(select unnest(s.grams) union select unnest(excluded.grams)),
            sort_name = case when excluded.named_at >= s.named_at and isfinite(excluded.named_at)
                then excluded.sort_name else s.sort_name end,
            named_at = greatest(s.named_at, excluded.named_at)
        where analytics.joined_names(s.names, excluded.names) <> s.names
            or (excluded.named_at >= s.named_at and isfinite(excluded.named_at) and excluded.sort_name <> s.sort_name)
        """;

    /// <summary>The statement that adds names; those that a person had before stay.</summary>
    public static NpgsqlBatchCommand Command(
        IReadOnlyList<KeyValuePair<(Guid WorkspaceId, long UserId), SeenNames>> seen
    )
    {
        var write = new NpgsqlBatchCommand(WriteSql);
        var names = seen.Select(one => TextOf(one.Value.All)).ToArray();
        write
            .Parameters.With(seen.Select(one => one.Key.WorkspaceId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(seen.Select(one => one.Key.UserId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(names, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(seen.Select(one => ShownOf(one.Value.Shown)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(
                // The earliest moment is stored as minus infinity.
                seen.Select(one => (one.Value.At ?? DateTimeOffset.MinValue).UtcDateTime).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            )
            .With(
                seen.Select((one, n) => LiteralOf(GramsOf(one.Key.WorkspaceId, names[n]))).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Text
            );
        return write;
    }

    /// <summary>A text as names are compared: without what has no meaning to the eye.</summary>
    public static string Fold(string? text)
    {
        if (StorableText.Of(text, LongestName, out _, out _) is not { Length: > 0 } storable)
            return "";
        var line = storable.ReplaceLineEndings(" ").Replace('\n', ' ').Replace('\t', ' ');
        // Twice: a letter with several small forms, as the sigma at the end of a word, has one capital.
        return line.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
    }

    /// <summary>What a text, or a part of one, is found by. The workspace is part of it: a search reads its own rows only.</summary>
    /// <param name="workspaceId">Whose names.</param>
    /// <param name="folded">Folded names, each after a line feed, or a part of one.</param>
    public static long[] GramsOf(Guid workspaceId, string folded)
    {
        var seed = BinaryPrimitives.ReadInt64BigEndian(
            SHA256.HashData(Encoding.ASCII.GetBytes(workspaceId.ToString("D", CultureInfo.InvariantCulture)))
        );
        var grams = new HashSet<long>();
        long before = 0,
            last = 0;
        foreach (var rune in folded.EnumerateRunes())
        {
            long letter = rune.Value;
            if (letter == '\n')
                (before, last) = (0, letter);
            else
            {
                if (before != 0 || last == '\n')
                    // Each of three letters has 21 bits, as many as Unicode needs; a beginning has two of them.
                    grams.Add(seed ^ ((before << 42) | (last << 21) | letter));
                (before, last) = (last, letter);
            }
        }
        return [.. grams];
    }

    private static string TextOf(IEnumerable<string> names) =>
        string.Concat(
            names
                .Select(Fold)
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => '\n' + name)
        );

    private static string ShownOf(string? name)
    {
        var folded = Fold(name);
        var length = Math.Min(folded.Length, LongestShown);
        return length > 0 && char.IsHighSurrogate(folded[length - 1]) ? folded[..(length - 1)] : folded[..length];
    }

    // Arrays of different lengths cannot be the elements of one array.
    private static string LiteralOf(long[] grams) =>
        string.Create(CultureInfo.InvariantCulture, $"{{{string.Join(',', grams)}}}");
}
