using System.Text.Json;
using LiveOps.Console.Preferences;

namespace LiveOps.Tests.Console;

public sealed class PreferencesTests
{
    [Fact]
    public void What_is_known_is_taken()
    {
        new OwnPreferences().Faults().ShouldBeEmpty();
        new OwnPreferences
        {
            Language = "id",
            Colours = "system",
            Hours = 12,
            TimeZone = "Asia/Jakarta",
            ReducedMotion = true,
            StartPage = "/live",
            Sounds = true,
            CompactTables = true,
        }
            .Faults()
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"language":"de"}""", "language")]
    [InlineData("""{"colours":"pink"}""", "colours")]
    [InlineData("""{"hours":13}""", "hours")]
    [InlineData("""{"timeZone":"W. Europe Standard Time"}""", "timeZone")]
    [InlineData("""{"startPage":"//evil.example"}""", "startPage")]
    [InlineData("""{"startPage":"//evil"}""", "startPage")]
    [InlineData("""{"startPage":"https://evil.example"}""", "startPage")]
    [InlineData("""{"startPage":"/"}""", "startPage")]
    public void What_is_not_is_refused_by_field(string json, string field) =>
        Read(json).Faults().Keys.ShouldBe([field]);

    [Fact]
    public void Fields_that_nobody_knows_are_refused() =>
        Should.Throw<JsonException>(() => Read("""{"password":"kept for me"}"""));

    private static OwnPreferences Read(string json) =>
        JsonSerializer.Deserialize<OwnPreferences>(json, JsonSerializerOptions.Web)!;
}
