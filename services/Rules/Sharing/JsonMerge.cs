using System.Text.Json.Nodes;

namespace LiveOps.Rules.Sharing;

/// <summary>Carries what has changed between two writings of the same thing over to a third.</summary>
internal static class JsonMerge
{
    /// <returns>A copy of <paramref name="original"/> with what differs between <paramref name="before"/> and <paramref name="now"/> as it is now.</returns>
    public static JsonNode? Merge(JsonNode? original, JsonNode? before, JsonNode? now)
    {
        if (JsonNode.DeepEquals(before, now))
            return original?.DeepClone();
        if (
            original is JsonArray list
            && before is JsonArray was
            && now is JsonArray become
            && list.Count == was.Count
            && was.Count == become.Count
        )
            return new JsonArray([.. list.Select((item, n) => Merge(item, was[n], become[n]))]);
        if (original is not JsonObject fields || before is not JsonObject earlier || now is not JsonObject later)
            return now?.DeepClone();
        var merged = fields.DeepClone().AsObject();
        foreach (var name in earlier.Select(field => field.Key).Except(later.Select(field => field.Key)))
            merged.Remove(name);
        foreach (var (name, value) in later)
            if (!JsonNode.DeepEquals(earlier[name], value))
                merged[name] = Merge(fields[name], earlier[name], value);
        // One device and several are two fields for the same.
        foreach (var (one, other) in new[] { ("device", "devices"), ("devices", "device") })
            if (later.ContainsKey(one) && !JsonNode.DeepEquals(earlier[one], later[one]))
                merged.Remove(other);
        return merged;
    }
}
