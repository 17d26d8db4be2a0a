using System.Globalization;

namespace LiveOps.Rules.Evaluating;

/// <summary>Collects every fault of a rule with the path of its field, so that all can be shown at once.</summary>
internal sealed class RuleFaults
{
    private readonly Dictionary<string, List<string>> _found;
    private readonly string _path;

    public RuleFaults()
        : this(new(StringComparer.Ordinal), "") { }

    private RuleFaults(Dictionary<string, List<string>> found, string path) => (_found, _path) = (found, path);

    public bool Any => _found.Count > 0;

    /// <summary>The faults by path, as a problem document wants them.</summary>
    public Dictionary<string, string[]> ToDictionary() =>
        _found.ToDictionary(fault => fault.Key, fault => fault.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>The same collection, one field deeper.</summary>
    public RuleFaults At(string field) => new(_found, Join(field));

    /// <summary>The same collection, for the n-th entry of a list.</summary>
    public RuleFaults Item(int n) => new(_found, string.Create(CultureInfo.InvariantCulture, $"{_path}[{n}]"));

    public void Add(string message) => Record(_path, message);

    public void Add(string field, string message) => Record(Join(field), message);

    public void Range(string field, long value, long least, long most)
    {
        if (value < least || value > most)
            Add(field, string.Create(CultureInfo.InvariantCulture, $"is {value}; must be {least} to {most}."));
    }

    private void Record(string path, string message)
    {
        if (!_found.TryGetValue(path, out var messages))
            _found[path] = messages = [];
        messages.Add(message);
    }

    private string Join(string field) => _path.Length == 0 ? field : $"{_path}.{field}";
}
