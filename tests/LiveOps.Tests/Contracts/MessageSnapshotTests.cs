using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Tests.Repository;

namespace LiveOps.Tests.Contracts;

/// <summary>
/// The JSON of every message is pinned in <c>Contracts/Snapshots</c>: contracts are add-only, and a message is never
/// moved or renamed. After adding a field run the tests once with LIVEOPS_ACCEPT_SNAPSHOTS=1 and read the change.
/// </summary>
public sealed class MessageSnapshotTests
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly string _folder = RepositoryRoot.File("tests/LiveOps.Tests/Contracts/Snapshots");

    /// <summary>Messages are the records that no other record holds.</summary>
    private static readonly Type[] _messages =
    [
        .. typeof(LiveEvents)
            .Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .Where(type => !IsPart(type))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Names => [.. _messages.Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_keeps_its_name_and_its_JSON(string name)
    {
        var type = _messages.Single(message => message.FullName == name);
        var actual = JsonSerializer.Serialize(Sample(type, ""), type, _json) + "\n";
        var path = Path.Combine(_folder, $"{name}.json");
        if (Environment.GetEnvironmentVariable("LIVEOPS_ACCEPT_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(path, actual);
        }
        File.Exists(path).ShouldBeTrue($"{name} has no snapshot");
        actual.ShouldBe(File.ReadAllText(path));
    }

    [Fact]
    public void Every_snapshot_has_its_message_still() =>
        Directory
            .GetFiles(_folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal)
            .ShouldBe(_messages.Select(type => type.FullName!));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_reads_back_what_it_wrote(string name)
    {
        var type = _messages.Single(message => message.FullName == name);
        var once = JsonSerializer.Serialize(Sample(type, ""), type, _json);
        JsonSerializer.Serialize(JsonSerializer.Deserialize(once, type, _json), type, _json).ShouldBe(once);
    }

    private static bool IsPart(Type type) =>
        typeof(LiveEvents)
            .Assembly.GetExportedTypes()
            .SelectMany(owner => owner.GetProperties())
            .Select(property => property.PropertyType)
            .Any(property => property == type || property.GetGenericArguments().Contains(type));

    /// <summary>A value that shows every field, the same each time.</summary>
    private static object Sample(Type type, string field)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return field;
        if (type == typeof(Guid))
            return new Guid("01020304-0506-0708-090a-0b0c0d0e0f10");
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        if (type == typeof(bool))
            return true;
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsPrimitive)
            return Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsGenericType)
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Sample(item, field));
            return list;
        }
        var sample = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            property.SetValue(sample, Sample(property.PropertyType, property.Name));
        return sample;
    }
}
