using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Describing;

/// <summary>What the catalogue says against what the records are, for every kind and every field.</summary>
public sealed class RuleCatalogueTests
{
    private static readonly (Type Base, IReadOnlyList<FormDescription> Forms)[] _kinds =
    [
        (typeof(Trigger), RuleCatalogue.All.Triggers),
        (typeof(RuleCondition), RuleCatalogue.All.Conditions),
        (typeof(RuleAction), RuleCatalogue.All.Actions),
    ];

    /// <summary>Fields that only count beside another one.</summary>
    private static readonly Dictionary<string, JsonObject> _context = new()
    {
        ["likes.step"] = new() { ["when"] = "Progressive" },
    };

    public static TheoryData<string> Forms =>
        [
            .. _kinds.SelectMany(kind => kind.Forms.Select(form => $"{kind.Base.Name}/{form.Type}")),
            $"{nameof(RulePolicy)}/",
        ];

    [Fact]
    public void Every_kind_that_exists_is_described()
    {
        foreach (var (family, forms) in _kinds)
        {
            var kinds = family.Assembly.GetTypes().Count(type => type.IsSubclassOf(family) && !type.IsAbstract);
            forms.Count.ShouldBe(kinds);
            forms.ShouldAllBe(form => form.Title.Length > 0 && form.Meaning.EndsWith('.'));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_field_of_the_JSON_is_described(string name)
    {
        var (type, form) = Find(name);
        var fields = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(property =>
                property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name)
            );

        form.Fields.Select(field => field.Name).ShouldBe(fields, ignoreOrder: true);
        form.Fields.ShouldAllBe(field => field.Label.Length > 0);
        form.Fields.Where(field => field.Kind == "choice").ShouldAllBe(field => field.Choices!.Count > 1);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_form_that_is_just_opened_is_valid_and_so_is_every_example(string name)
    {
        var (type, form) = Find(name);

        Faults(type, Opened(form)).ShouldBeEmpty();
        foreach (var field in form.Fields.Where(field => field.Example is not null))
        {
            var filled = Opened(form);
            if (field.Help?.StartsWith("Either", StringComparison.Ordinal) == true)
                filled.Remove(form.Fields.Single(other => other.Suggested).Name);
            filled[field.Name] = field.Example!.DeepClone();
            Faults(type, filled).ShouldBeEmpty(field.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_ranges_are_those_that_the_validation_checks(string name)
    {
        var (type, form) = Find(name);
        foreach (var field in form.Fields)
        {
            if (field.Min is { } min)
            {
                Paths(type, form, field, min, beside: false).ShouldNotContain(path => IsOf(field, path));
                Paths(type, form, field, min - 1, beside: true).ShouldContain(path => IsOf(field, path), field.Name);
            }
            if (field.Max is { } max)
            {
                Paths(type, form, field, max, beside: true).ShouldNotContain(path => IsOf(field, path));
                Paths(type, form, field, max + 1, beside: true).ShouldContain(path => IsOf(field, path), field.Name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_kind_survives_the_round_trip_with_all_its_fields(string name)
    {
        var (type, form) = Find(name);
        var full = Opened(form);
        foreach (var field in form.Fields)
            if ((field.Example ?? field.Default) is { } value)
                full[field.Name] = value.DeepClone();

        var read = full.Deserialize(BaseOf(type), RuleJson.Options)!;
        var written = JsonSerializer.SerializeToNode(read, BaseOf(type), RuleJson.Options)!;

        read.ShouldBe(full.Deserialize(BaseOf(type), RuleJson.Options));
        written.Deserialize(BaseOf(type), RuleJson.Options).ShouldBe(read);
        foreach (var (field, value) in full)
            Covers(written[field], value).ShouldBeTrue($"{field} became {written[field]}");
    }

    /// <summary>All that was said is there; defaults of what is nested may come on top.</summary>
    private static bool Covers(JsonNode? written, JsonNode? said) =>
        (written, said) switch
        {
            (JsonObject more, JsonObject less) => less.All(field => Covers(more[field.Key], field.Value)),
            (JsonArray some, JsonArray others) => some.Count == others.Count
                && some.Zip(others).All(pair => Covers(pair.First, pair.Second)),
            _ => JsonNode.DeepEquals(written, said),
        };

    private static (Type Type, FormDescription Form) Find(string name)
    {
        var (family, word) = (name[..name.IndexOf('/')], name[(name.IndexOf('/') + 1)..]);
        if (family == nameof(RulePolicy))
            return (typeof(RulePolicy), RuleCatalogue.All.Policy);
        var (parent, forms) = _kinds.Single(kind => kind.Base.Name == family);
        var type = parent
            .GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Single(kind => (string)kind.TypeDiscriminator! == word)
            .DerivedType;
        return (type, forms.Single(form => form.Type == word));
    }

    private static Type BaseOf(Type type) => _kinds.FirstOrDefault(kind => type.IsSubclassOf(kind.Base)).Base ?? type;

    /// <summary>A form as a page shows it at first: what is asked for, and nothing else.</summary>
    private static JsonObject Opened(FormDescription form)
    {
        var opened = new JsonObject();
        if (form.Type is not null)
            opened["type"] = form.Type;
        foreach (var field in form.Fields.Where(field => field.Required || field.Suggested))
            opened[field.Name] = (
                field.Example ?? throw new InvalidOperationException($"{field.Name} has no example.")
            ).DeepClone();
        return opened;
    }

    private static IEnumerable<string> Paths(Type type, FormDescription form, FormField field, long value, bool beside)
    {
        var filled = Opened(form);
        filled[field.Name] = field.List ? new JsonArray(value) : value;
        if (beside && _context.TryGetValue($"{form.Type}.{field.Name}", out var others))
            foreach (var (other, set) in others)
                filled[other] = set!.DeepClone();
        return Faults(type, filled).Keys;
    }

    private static bool IsOf(FormField field, string path) =>
        path == field.Name || path.StartsWith(field.Name + "[", StringComparison.Ordinal);

    private static Dictionary<string, string[]> Faults(Type type, JsonObject json)
    {
        var faults = new RuleFaults();
        object? read;
        try
        {
            read = json.Deserialize(BaseOf(type), RuleJson.Options);
        }
        catch (JsonException error)
        {
            // A number that does not fit its type is out of range as well.
            return new() { [error.Path!.TrimStart('$', '.')] = [error.Message] };
        }
        switch (read)
        {
            case Trigger trigger:
                trigger.Validate(faults);
                break;
            case RuleCondition condition:
                condition.Validate(faults, depth: 1);
                break;
            case RuleAction action:
                action.Validate(faults, depth: 1);
                break;
            case RulePolicy policy:
                policy.Validate(faults, new LiveOps.Rules.Triggers.GiftTrigger());
                break;
        }
        return faults.ToDictionary();
    }
}
