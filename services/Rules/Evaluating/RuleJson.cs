using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LiveOps.Rules.Evaluating;

/// <summary>The JSON of rules: in the database, over HTTP and in files.</summary>
internal static class RuleJson
{
    // The resolver is named, for it is else set by the first use as JSON: the catalogue may be asked before that.
    public static readonly JsonSerializerOptions Options = Configure(
        new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
    );

    public static JsonSerializerOptions Configure(JsonSerializerOptions json)
    {
        // jsonb keeps keys in an order of its own, people write them in theirs: "type" need not come first.
        json.AllowOutOfOrderMetadataProperties = true;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // What a kind says of itself (its event, its keys) is no part of the rule's form.
        json.IgnoreReadOnlyProperties = true;
        // A misspelt field that is silently ignored would make a rule do something else than it says.
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        // 64-bit ids lose digits in JavaScript's numbers; both forms are read.
        json.NumberHandling = JsonNumberHandling.AllowReadingFromString;
        json.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
        return json;
    }
}
