using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Describing;

/// <summary>Reads forms off the records themselves: what the JSON takes is what is described.</summary>
internal static class FormReader
{
    /// <summary>Every kind of <typeparamref name="T"/> that the JSON knows, in the order in which it is listed there.</summary>
    public static IReadOnlyList<FormDescription> ReadAll<T>() =>
        [
            .. typeof(T)
                .GetCustomAttributes<JsonDerivedTypeAttribute>()
                .Select(kind => Read(kind.DerivedType) with { Type = (string)kind.TypeDiscriminator! }),
        ];

    public static FormDescription Read(Type type)
    {
        var form =
            type.GetCustomAttribute<FormAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} says nothing of itself: give it a [Form].");
        return new FormDescription
        {
            Title = form.Title,
            Meaning = form.Meaning,
            Fields = Fields(type),
        };
    }

    private static FormField[] Fields(Type type)
    {
        // Made without its required fields: only what the others are by themselves is asked.
        var blank = Activator.CreateInstance(type)!;
        return
        [
            .. RuleJson
                .Options.GetTypeInfo(type)
                .Properties.Where(one => one.Set is not null)
                .Select(one => Field(one, blank)),
        ];
    }

    private static FormField Field(JsonPropertyInfo property, object blank)
    {
        var said =
            property.AttributeProvider!.GetCustomAttributes(typeof(FieldAttribute), inherit: true).SingleOrDefault()
                as FieldAttribute
            ?? throw new InvalidOperationException(
                $"{property.DeclaringType.Name}.{property.Name} says nothing of itself: give it a [Field]."
            );
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var list = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var item = list ? type.GetGenericArguments()[0] : type;
        var kind =
            said.Kind.Length > 0 ? said.Kind
            : property.Name.EndsWith("Ms", StringComparison.Ordinal) ? "duration"
            : KindOf(item);
        return new FormField
        {
            Name = property.Name,
            Label = said.Label,
            Kind = kind,
            List = list,
            Required = property.IsRequired,
            Template = said.Template || item == typeof(Number),
            Unit =
                said.Unit.Length > 0 ? said.Unit
                : kind == "duration" ? "ms"
                : null,
            Min = said.Min == long.MinValue ? null : said.Min,
            Max = said.Max == long.MaxValue ? null : said.Max,
            Default = property.IsRequired
                ? null
                : JsonSerializer.SerializeToNode(property.Get!(blank), property.PropertyType, RuleJson.Options),
            Example = said.Example.Length > 0 ? JsonNode.Parse(said.Example) : null,
            Suggested = said.Suggested,
            Choices = Choices(item),
            Fields = kind == "form" ? Fields(item) : null,
            Help = said.Help.Length > 0 ? said.Help : null,
        };
    }

    private static string KindOf(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(long) ? "integer"
        : type == typeof(Number) ? "number"
        : type == typeof(TimeOnly) ? "time"
        : type == typeof(Guid) ? "rule"
        : type == typeof(RuleCondition) ? "condition"
        : type == typeof(RuleAction) ? "action"
        : type.IsEnum ? "choice"
        : type.IsGenericType ? "map"
        : "form";

    private static string[]? Choices(Type type) =>
        type.IsEnum ? Enum.GetNames(type)
        : type.IsGenericType && type.GetGenericArguments()[0] is { IsEnum: true } key ? Enum.GetNames(key)
        : null;
}
