using System.Text.Json;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What people have written about a person, as one JSON object by column.</summary>
internal static class PersonData
{
    private static readonly string[] _columns =
    [
        "bio",
        "gender",
        "country",
        "language",
        "verified",
        "follower_count",
        "following_count",
        "tts_voice",
        "discord",
        "birthday",
        "notes",
        "tags",
    ];

    private static readonly string _pairs = string.Join(", ", _columns.Select(column => $"'{column}', {column}"));

    private static readonly string _writeSql = $"""
        update analytics.viewers v
        set updated_at = now(), {string.Join(
            ", ",
            _columns.Select(column =>
                string.Equals(column, "tags", StringComparison.Ordinal)
                    ? "tags = coalesce(d.tags, '{}')"
                    : $"{column} = d.{column}"
            )
        )}
        from jsonb_populate_record(null::analytics.viewers, $3) d
        where v.workspace_id = $1 and v.user_id = $2
        """;

    public static async Task<Dictionary<string, JsonElement>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long userId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            $"select jsonb_build_object({_pairs})::text from analytics.viewers where workspace_id = $1 and user_id = $2",
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId).With(userId);
        var found = await select.ExecuteScalarAsync(cancellationToken) as string;
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(found ?? "{}")!;
    }

    public static async Task WriteAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long userId,
        IReadOnlyDictionary<string, JsonElement> data,
        CancellationToken cancellationToken
    )
    {
        await using var write = new NpgsqlCommand(_writeSql, transaction.Connection, transaction);
        write.Parameters.With(workspaceId).With(userId).With(JsonSerializer.Serialize(data), NpgsqlDbType.Jsonb);
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What <paramref name="into"/> has, and what it lacks from <paramref name="from"/>; the tags of both.</summary>
    public static Dictionary<string, JsonElement> Merge(
        IReadOnlyDictionary<string, JsonElement> from,
        IReadOnlyDictionary<string, JsonElement> into
    )
    {
        var merged = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var column in _columns)
        {
            var (theirs, own) = (from.GetValueOrDefault(column), into.GetValueOrDefault(column));
            merged[column] =
                string.Equals(column, "tags", StringComparison.Ordinal)
                    ? JsonSerializer.SerializeToElement(
                        TagsOf(own)
                            .Concat(TagsOf(theirs))
                            .Distinct(StringComparer.OrdinalIgnoreCase)
                            .Take(ProfileEdit.MostTags)
                    )
                : IsNull(own) ? theirs
                : own;
            if (merged[column].ValueKind == JsonValueKind.Undefined)
                merged[column] = JsonSerializer.SerializeToElement<object?>(null);
        }
        return merged;
    }

    /// <summary>Before the merge again, except where somebody has changed it since.</summary>
    public static Dictionary<string, JsonElement> Unmerge(
        IReadOnlyDictionary<string, JsonElement> now,
        IReadOnlyDictionary<string, JsonElement> merged,
        IReadOnlyDictionary<string, JsonElement> before
    ) =>
        now.ToDictionary(
            value => value.Key,
            value =>
                merged.TryGetValue(value.Key, out var made)
                && JsonElement.DeepEquals(made, value.Value)
                && before.TryGetValue(value.Key, out var was)
                    ? was
                    : value.Value,
            StringComparer.Ordinal
        );

    private static bool IsNull(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    private static IEnumerable<string> TagsOf(JsonElement tags) =>
        tags.ValueKind == JsonValueKind.Array ? tags.EnumerateArray().Select(tag => tag.GetString()!) : [];
}
