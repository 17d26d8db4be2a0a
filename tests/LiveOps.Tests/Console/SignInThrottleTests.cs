using LiveOps.Console.SigningIn;

namespace LiveOps.Tests.Console;

public sealed class SignInThrottleTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void The_first_five_wrong_passwords_of_a_name_cost_no_wait_and_the_sixth_try_has_to()
    {
        var throttle = new SignInThrottle(_clock);
        for (var n = 0; n < SignInThrottle.FreePerName; n++)
        {
            throttle.Wait("ada", "10.0.0.1").ShouldBe(TimeSpan.Zero);
            throttle.Failed("Ada ", "10.0.0.1");
        }
        throttle.Wait("ada", "10.0.0.9").ShouldBe(TimeSpan.FromSeconds(5));
        throttle.Wait("grace", "10.0.0.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void The_wait_doubles_up_to_a_quarter_of_an_hour_and_passes()
    {
        var throttle = new SignInThrottle(_clock);
        var waits = new List<double>();
        for (var n = 0; n < 16; n++)
        {
            throttle.Failed("ada", $"10.0.0.{n}");
            waits.Add(throttle.Wait("ada", "10.0.1.1").TotalSeconds);
        }
        waits.ShouldBe([0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
        _clock.Now += TimeSpan.FromSeconds(900);
        throttle.Wait("ada", "10.0.1.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void An_address_that_tries_many_names_has_to_wait_for_all_of_them()
    {
        var throttle = new SignInThrottle(_clock);
        for (var n = 0; n < SignInThrottle.FreePerAddress; n++)
            throttle.Failed($"name{n}", "10.0.0.1");
        throttle.Wait("somebody", "10.0.0.1").ShouldBeGreaterThan(TimeSpan.Zero);
        throttle.Wait("somebody", "10.0.0.2").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void The_right_password_clears_the_name_and_leaves_the_address()
    {
        var throttle = new SignInThrottle(_clock);
        for (var n = 0; n < SignInThrottle.FreePerAddress; n++)
            throttle.Failed("ada", "10.0.0.1");
        throttle.Succeeded("ada");
        throttle.Wait("ada", "10.0.0.2").ShouldBe(TimeSpan.Zero);
        throttle.Wait("ada", "10.0.0.1").ShouldBeGreaterThan(TimeSpan.Zero);
    }
}

/// <summary>A clock that a test moves.</summary>
internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
