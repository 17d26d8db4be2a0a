using System.Text.Json;
using LiveOps.Hosting.Identity;

namespace LiveOps.Tests.Console;

/// <summary>The pages' words for permissions: those of the server, and the same in every other language.</summary>
public sealed class PermissionWordsTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("id")]
    public void Every_permission_and_every_room_has_words(string language)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Words(), language, "settings.json")));
        var told = file
            .RootElement.GetProperty("permission")
            .EnumerateObject()
            .ToDictionary(one => one.Name, one => one.Value.GetString(), StringComparer.Ordinal);
        told.Keys.ShouldBe(
            Permissions.All.Select(one => one.Name.Replace('.', '_')),
            ignoreOrder: true,
            $"of words/{language}/settings.json"
        );
        if (language == "en")
            foreach (var permission in Permissions.All)
                told[permission.Name.Replace('.', '_')].ShouldBe(permission.Words);
        var rooms = file.RootElement.GetProperty("room");
        foreach (var room in Permissions.All.Select(one => one.Name.Split('.')[0]).Distinct(StringComparer.Ordinal))
            rooms.TryGetProperty(room, out _).ShouldBeTrue($"the room {room} has words in {language}");
    }

    private static string Words()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LiveOps.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "services", "Console", "web", "src", "words");
    }
}
