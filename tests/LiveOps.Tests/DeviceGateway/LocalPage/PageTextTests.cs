using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.DeviceGateway.LocalPage;

namespace LiveOps.Tests.DeviceGateway.LocalPage;

/// <summary>The words of the gateway's page, in each of its languages.</summary>
public sealed partial class PageTextTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> _texts = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, string>>
    >(Read("texts.json"))!;

    [Fact]
    public void Every_text_is_there_in_every_language_with_the_same_places_for_values()
    {
        _texts.Keys.ShouldBe(["en", "id"]);
        _texts["id"].Keys.ShouldBe(_texts["en"].Keys, ignoreOrder: true);
        foreach (var (key, english) in _texts["en"])
        {
            _texts["id"][key].ShouldNotBeNullOrWhiteSpace(key);
            Places(_texts["id"][key]).ShouldBe(Places(english), ignoreOrder: true, key);
        }
    }

    [Fact]
    public void Every_text_that_the_page_asks_for_is_there_and_every_one_that_is_there_is_asked_for()
    {
        var sources = PageEndpoints
            .Files.Where(file => file.EndsWith(".js") || file.EndsWith(".html"))
            .Select(Read)
            .ToArray();
        sources.Length.ShouldBeGreaterThan(5);
        var asked = sources
            .SelectMany(source => Asked().Matches(source))
            .SelectMany(match => match.Groups["key"].Captures)
            .Select(capture => capture.Value)
            .ToHashSet(StringComparer.Ordinal);
        // Asked for by a name that is put together: the state of a board, a number of a device.
        asked.UnionWith(Enum.GetNames<LiveOps.Contracts.DeviceGateway.BoardState>().Select(state => $"state{state}"));
        asked.UnionWith(_texts["en"].Keys.Where(key => key.StartsWith("config_")));

        _texts["en"].Keys.Except(asked).ShouldBeEmpty();
        asked.Except(_texts["en"].Keys).ShouldBeEmpty();
    }

    private static string[] Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    private static string Read(string file)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream($"page/{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(
        """data-text="(?<key>\w+)"|\btext\((?:\w+(?:\.\w+)? \? )?"(?<key>\w+)"(?: : "(?<key>\w+)")?""",
        RegexOptions.None,
        1_000
    )]
    private static partial Regex Asked();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1_000)]
    private static partial Regex Place();
}
