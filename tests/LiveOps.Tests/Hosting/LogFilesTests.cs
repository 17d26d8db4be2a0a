using System.Diagnostics;
using System.Text.Json;
using LiveOps.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.Hosting;

public sealed class LogFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("liveops-logs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_line_is_JSON_with_its_trace_and_without_secrets_in_a_file_of_the_service_and_the_day()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (var files = new LogFiles("trial", new LogFilesOptions { Folder = _folder.FullName }))
            files
                .CreateLogger("LiveOps.Trial.Decider")
                .LogWarning(
                    new InvalidOperationException("of amqp://liveops:hunter2@rabbit/"),
                    "No answer from {Address}, {Given}",
                    "amqp://liveops:hunter2@rabbit/",
                    "Password=hunter2;Host=x"
                );
        var file = _folder.GetFiles().Single();
        file.Name.ShouldMatch(@"^trial-\d{8}\.json$");
        var text = File.ReadAllText(file.FullName);
        text.ShouldNotContain("hunter2");
        var line = JsonDocument.Parse(text).RootElement;
        line.GetProperty("@l").GetString().ShouldBe("Warning");
        line.GetProperty("@mt").GetString().ShouldBe("No answer from {Address}, {Given}");
        line.GetProperty("Address").GetString().ShouldBe("amqp://rabbit/");
        line.GetProperty("Given").GetString().ShouldBe("Password=***;Host=x");
        line.GetProperty("SourceContext").GetString().ShouldBe("LiveOps.Trial.Decider");
        line.GetProperty("@tr").GetString().ShouldBe(activity.TraceId.ToHexString());
        line.GetProperty("@x").GetString()!.ShouldContain("InvalidOperationException");
    }

    [Fact]
    public void A_file_that_is_full_is_followed_by_another_and_the_oldest_goes()
    {
        using (
            var files = new LogFiles(
                "trial",
                new LogFilesOptions
                {
                    Folder = _folder.FullName,
                    MaxMegabytes = 1,
                    MaxFiles = 2,
                }
            )
        )
        {
            var logger = files.CreateLogger("LiveOps.Trial.Decider");
            var filling = new string('x', 10_000);
            for (var n = 0; n < 400; n++)
                logger.LogInformation("{N} {Filling}", n, filling);
        }
        var left = _folder.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        left.Count.ShouldBe(2);
        left.ShouldAllBe(file => file.Length < 1_100_000);
        File.ReadLines(left[^1].FullName).Last().ShouldContain("\"N\":399");
    }

    [Fact]
    public void Two_processes_of_one_service_write_beside_one_another()
    {
        var options = new LogFilesOptions { Folder = _folder.FullName };
        using (var one = new LogFiles("trial", options))
        using (var other = new LogFiles("trial", options))
        {
            one.CreateLogger("LiveOps.Trial").LogInformation("one");
            other.CreateLogger("LiveOps.Trial").LogInformation("other");
        }
        _folder.GetFiles().Sum(file => File.ReadLines(file.FullName).Count()).ShouldBe(2);
    }

    [Fact]
    public void Without_a_folder_nothing_is_written()
    {
        using var files = new LogFiles("trial", new LogFilesOptions());
        files.CreateLogger("LiveOps.Trial").IsEnabled(LogLevel.Critical).ShouldBeFalse();
    }
}
