using LiveOps.Console.Alerts;

namespace LiveOps.Tests.Console;

/// <summary>When an alert is raised and when it is over.</summary>
public sealed class AlertDeciderTests
{
    private static readonly Guid _workspace = Guid.Parse("5a000000-0000-7000-8000-000000000001");
    private static readonly AlertName _pc = new(_workspace, AlertKinds.GatewayOffline, "pc1");
    private static readonly DateTimeOffset _noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly AlertDecider _decider = new();
    private readonly HashSet<AlertName> _open = [];
    private Func<Guid, string, AlertRule?> _rules = (_, kind) => new AlertRule(kind, true, 10, 15);

    [Fact]
    public void It_has_to_last_is_raised_once_and_is_over_once()
    {
        Raised(0, Bad(_pc)).ShouldBeEmpty();
        Raised(14, Bad(_pc)).ShouldBeEmpty();
        Raised(15, Bad(_pc)).ShouldBe([_pc]);
        _open.Add(_pc);
        Raised(17, Bad(_pc)).ShouldBeEmpty();
        Decide(19, Good(_pc)).Resolve.ShouldBe([_pc]);
        _open.Clear();
        Decide(21, Good(_pc)).Resolve.ShouldBeEmpty();
    }

    [Fact]
    public void A_moment_of_being_well_begins_the_wait_anew()
    {
        Raised(0, Bad(_pc)).ShouldBeEmpty();
        Raised(10, Good(_pc)).ShouldBeEmpty();
        Raised(16, Bad(_pc)).ShouldBeEmpty();
        Raised(31, Bad(_pc)).ShouldBe([_pc]);
    }

    [Fact]
    public void What_nobody_knows_of_stays_as_it_is()
    {
        _open.Add(_pc);
        var (raise, resolve) = Decide(100);
        raise.ShouldBeEmpty();
        resolve.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_not_told_of_for_a_while_waits_anew_and_what_is_told_twice_is_raised_once()
    {
        Raised(0, Bad(_pc)).ShouldBeEmpty();
        Raised(10).ShouldBeEmpty();
        Raised(20, Bad(_pc)).ShouldBeEmpty();
        Raised(35, Bad(_pc), Bad(_pc)).ShouldBe([_pc]);
    }

    [Fact]
    public void A_test_of_the_channels_is_no_kind_that_is_switched_off()
    {
        _rules = (_, _) => null;
        _open.Add(_pc with { Kind = AlertKinds.Test });
        Decide(0).Resolve.ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_that_is_switched_off_ends_its_alerts_and_raises_none()
    {
        _rules = (_, kind) => new AlertRule(kind, false, 10, 0);
        _open.Add(_pc);
        Decide(0, Bad(_pc)).Resolve.ShouldBe([_pc]);
        _open.Clear();
        Raised(100, Bad(_pc)).ShouldBeEmpty();
        // Nor does a workspace hear of what is none of its.
        _rules = (_, _) => null;
        Raised(200, Bad(_pc)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(AlertKinds.Disk, 9.9, true)]
    [InlineData(AlertKinds.Disk, 10, false)]
    [InlineData(AlertKinds.Queue, 9, false)]
    [InlineData(AlertKinds.Queue, 10, true)]
    public void Of_a_disk_less_is_worse_of_a_queue_more(string kind, double value, bool bad)
    {
        _rules = (_, one) => new AlertRule(one, true, 10, 0);
        var name = new AlertName(_workspace, kind, "x");
        Raised(0, new AlertReading(name, "x", "", Bad: false, value)).Count.ShouldBe(bad ? 1 : 0);
    }

    [Fact]
    public void The_words_of_the_sign_limit_are_those_that_ingestion_uses() =>
        File.ReadAllText(Repository.RepositoryRoot.File("services/Ingestion/Connecting/SignService.cs"))
            .ShouldContain($"TooManyRequests => \"{AlertSources.SignLimitWords}\"");

    [Theory]
    [InlineData("ops@example.com", true)]
    [InlineData("ops@example.com\r\nBcc: all@example.com", false)]
    [InlineData("a@b, c@d", false)]
    [InlineData("Ops <ops@example.com>", false)]
    [InlineData("ops\a@example.com", false)]
    [InlineData("\"a,b\"@example.com", false)]
    [InlineData("\"a;b\"@example.com", false)]
    [InlineData("\"<ops>\"@example.com", false)]
    [InlineData("\"a@b\"@example.com", false)]
    [InlineData("ops", false)]
    [InlineData("@example.com", false)]
    [InlineData("a@b@c", false)]
    [InlineData("", false)]
    public void A_mail_address_is_one_plain_address(string text, bool valid) =>
        MailAddresses.IsOne(text).ShouldBe(valid);

    [Fact]
    public void A_mail_address_is_at_most_as_long_as_servers_take()
    {
        const string host = "@example.com";
        MailAddresses.IsOne(new string('a', MailAddresses.Longest - host.Length) + host).ShouldBeTrue();
        MailAddresses.IsOne(new string('a', MailAddresses.Longest - host.Length + 1) + host).ShouldBeFalse();
    }

    private static AlertReading Bad(AlertName name) => new(name, name.Key, "away", Bad: true);

    private static AlertReading Good(AlertName name) => new(name, name.Key, "", Bad: false);

    private List<AlertName> Raised(int seconds, params AlertReading[] readings) =>
        [.. Decide(seconds, readings).Raise.Select(alert => alert.Name)];

    private (IReadOnlyList<AlertToRaise> Raise, IReadOnlyList<AlertName> Resolve) Decide(
        int seconds,
        params AlertReading[] readings
    ) => _decider.Decide(readings, _rules, _open, _noon.AddSeconds(seconds));
}
