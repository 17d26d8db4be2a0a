using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.RemoteLog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.DeviceGateway;

public sealed class EnrolmentTests : IDisposable
{
    private const string Answer = """
        {"workspaceId":"5a000000-0000-7000-8000-000000000001","gatewayId":"studio-1","publicKey":"KEY",
         "broker":{"uri":"amqp://broker.example:5672/","user":"gateway.x.studio-1","password":"s3cret/word"}}
        """;
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-enrolment-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_enrolled_is_read_back_and_its_password_is_in_no_file()
    {
        var file = new EnrolmentFile(Path.Combine(_folder, "new"));
        file.Read().ShouldBeNull();
        var enrolled = Enrolled();
        file.Write(enrolled);
        file.Write(enrolled);

        new EnrolmentFile(Path.Combine(_folder, "new")).Read().ShouldBe(enrolled);
        enrolled.ConnectionString.ShouldBe("amqp://gateway.x.studio-1:s3cret%2Fword@broker.example:5672/");
        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        files.Length.ShouldBe(2);
        foreach (var path in files)
        {
            File.ReadAllText(path).ShouldNotContain("s3cret");
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Without_its_keys_an_enrolment_says_what_to_do_and_the_gateway_starts_all_the_same()
    {
        var file = new EnrolmentFile(_folder);
        file.Write(Enrolled());
        Directory.Delete(Path.Combine(_folder, "keys"), recursive: true);

        var standing = EnrolmentModule.Read(file, Settings());
        standing.Kind.ShouldBe(StandingKind.NotEnrolled);
        standing.HasBroker.ShouldBeFalse();
        standing.Detail.ShouldNotBeNull().ShouldContain("enrol this gateway again");

        File.WriteAllText(Path.Combine(_folder, "enrolment.json"), "{}");
        EnrolmentModule.Read(file, Settings()).Detail.ShouldNotBeNull().ShouldContain("cannot be read");
    }

    [Fact]
    public void Settings_win_over_an_enrolment_and_an_enrolment_over_nothing()
    {
        var file = new EnrolmentFile(_folder);
        Kind(file).ShouldBe(StandingKind.NotEnrolled);
        // The installer may have left a name.
        Kind(file, ("Gateway:Id", "pc1")).ShouldBe(StandingKind.NotEnrolled);
        file.Write(Enrolled());
        Kind(file).ShouldBe(StandingKind.Enrolled);
        Kind(file, ("Gateway:Id", "pc1")).ShouldBe(StandingKind.Enrolled);
        Kind(file, ("ConnectionStrings:rabbit", "amqp://localhost")).ShouldBe(StandingKind.Configured);
    }

    [Fact]
    public void What_the_broker_has_refused_is_not_tried_at_the_next_start_until_it_is_enrolled_anew()
    {
        new EnrolmentFile(_folder).Write(Enrolled());
        new EnrolmentFile(_folder).IsRefused = true;

        var standing = EnrolmentModule.Read(new EnrolmentFile(_folder), Settings());
        standing.Kind.ShouldBe(StandingKind.Revoked);
        standing.HasBroker.ShouldBeFalse();
        standing.Detail.ShouldNotBeNull().ShouldContain("was revoked");

        new EnrolmentFile(_folder).Write(Enrolled());
        Kind(new EnrolmentFile(_folder)).ShouldBe(StandingKind.Enrolled);
    }

    [Fact]
    public void An_enrolled_gateway_has_the_name_that_its_user_may_use_whatever_is_set()
    {
        using var settings = Manager(
            ("Gateway:Id", "pc1"),
            ("Gateway:WorkspaceId", ""),
            ("ConnectionStrings:rabbit", "")
        );
        EnrolmentModule.Complete(settings).Kind.ShouldBe(StandingKind.NotEnrolled);
        settings["Gateway:Id"].ShouldBe("pc1");
        Guid.Parse(settings["Gateway:WorkspaceId"]!).ShouldNotBe(Guid.Empty);

        new EnrolmentFile(_folder).Write(Enrolled());
        using var enrolled = Manager(("Gateway:Id", "pc1"), ("ConnectionStrings:rabbit", ""));
        EnrolmentModule.Complete(enrolled).Kind.ShouldBe(StandingKind.Enrolled);
        enrolled["Gateway:Id"].ShouldBe("studio-1");
        enrolled["Gateway:WorkspaceId"].ShouldBe("5a000000-0000-7000-8000-000000000001");
        enrolled["ConnectionStrings:rabbit"].ShouldBe(Enrolled().ConnectionString);

        using var byHand = Manager(("Gateway:Id", "pc1"), ("ConnectionStrings:rabbit", "amqp://localhost/"));
        EnrolmentModule.Complete(byHand).Kind.ShouldBe(StandingKind.Configured);
        byHand["Gateway:Id"].ShouldBe("pc1");
        byHand["ConnectionStrings:rabbit"].ShouldBe("amqp://localhost/");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("null")]
    public void An_answer_that_is_no_Consoles_is_not_taken(string answer) =>
        Should.Throw<EnrolmentException>(() => EnrolmentClient.Read(answer, "http://x", DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("amqp://broker.example:5672/", "http://broker.example:5672/")]
    [InlineData("studio-1\"", "../etc\"")]
    [InlineData("\"s3cret/word\"", "null")]
    [InlineData("5a000000-0000-7000-8000-000000000001", "00000000-0000-0000-0000-000000000000")]
    public void An_answer_that_lacks_something_is_not_taken(string part, string instead) =>
        Should.Throw<EnrolmentException>(() =>
            EnrolmentClient.Read(
                Answer.Replace(part, instead, StringComparison.Ordinal),
                "http://x",
                DateTimeOffset.UnixEpoch
            )
        );

    [Fact]
    public void The_newest_log_lines_wait_for_the_broker_and_what_is_given_up_is_counted()
    {
        using var log = new LocalLog(TimeProvider.System);
        var logger = log.CreateLogger("LiveOps.DeviceGateway.Test");
        var backlog = new LogBacklog(log);
        backlog.Next().ShouldBeNull();

        Write(logger, 1, 3);
        var first = backlog.Next().ShouldNotBeNull();
        first.Lines.Select(line => line.Text).ShouldBe(["1", "2", "3"]);
        // The broker did not take it: it comes again, with what was written since.
        Write(logger, 4, 4);
        var again = backlog.Next().ShouldNotBeNull();
        again.Lines.Count.ShouldBe(4);
        again.Dropped.ShouldBe(0);
        backlog.Published(again);
        backlog.Next().ShouldBeNull();

        Write(logger, 5, 1_004);
        var newest = backlog.Next().ShouldNotBeNull();
        newest.Lines.Count.ShouldBe(LogBacklog.Together);
        newest.Dropped.ShouldBe(1_000 - LogBacklog.Waiting);
        newest.Lines[0].Text.ShouldBe("805");
        backlog.Published(newest);
        var rest = backlog.Next().ShouldNotBeNull();
        rest.Dropped.ShouldBe(0);
        rest.Lines[^1].Text.ShouldBe("1004");
    }

    private static void Write(ILogger logger, int first, int last)
    {
        for (var n = first; n <= last; n++)
            logger.LogInformation("{N}", n);
    }

    private static Enrolled Enrolled() =>
        EnrolmentClient.Read(Answer, "https://liveops.example/", DateTimeOffset.UnixEpoch);

    private static StandingKind Kind(EnrolmentFile file, params (string Key, string Value)[] settings) =>
        EnrolmentModule.Read(file, Settings(settings)).Kind;

    private ConfigurationManager Manager(params (string Key, string Value)[] settings)
    {
        var manager = new ConfigurationManager();
        manager.AddConfiguration(Settings([("Gateway:DataFolder", _folder), .. settings]));
        return manager;
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
}
