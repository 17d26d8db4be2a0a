using LiveOps.Ingestion;
using LiveOps.Ingestion.Settings;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.Ingestion;

public sealed class SettingsTests
{
    private static readonly Guid _workspace = Guid.NewGuid();
    private static readonly ConnectionSettings _defaults = ConnectionSettings.Of(new TikTokOptions());

    [Theory]
    [InlineData("stallSeconds", 9.9)]
    [InlineData("stallSeconds", 601)]
    [InlineData("connectTimeoutSeconds", double.NaN)]
    [InlineData("probeSeconds", 4)]
    [InlineData("longestPauseSeconds", 0)]
    public void What_is_out_of_range_is_refused_with_the_range(string field, double value)
    {
        double? Of(string name) => name == field ? value : null;
        var faults = SettingRanges.Faults(
            new OwnSettings(
                Of("connectTimeoutSeconds"),
                Of("stallSeconds"),
                null,
                Of("longestPauseSeconds"),
                Of("probeSeconds")
            ),
            _defaults
        );
        var range = SettingRanges.All[field];
        faults.Keys.ShouldBe([field]);
        faults[field][0].ShouldContain(FormattableString.Invariant($"{range.Least} to {range.Most} seconds"));
    }

    [Fact]
    public void The_first_pause_is_not_above_the_longest_also_where_one_of_them_is_the_installations()
    {
        SettingRanges.Faults(new OwnSettings(FirstPauseSeconds: 31), _defaults).Keys.ShouldBe(["firstPauseSeconds"]);
        SettingRanges
            .Faults(new OwnSettings(FirstPauseSeconds: 31, LongestPauseSeconds: 31), _defaults)
            .ShouldBeEmpty();
        SettingRanges.Faults(OwnSettings.None, _defaults).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pause_follows_the_settings_while_it_lasts()
    {
        var current = new CurrentSettings(Options.Create(new TikTokOptions { ProbeSeconds = 600 }));
        Task pause = PauseAsync(current);
        await Task.Delay(50);
        pause.IsCompleted.ShouldBeFalse();
        current.Take(new Dictionary<Guid, OwnSettings> { [_workspace] = new(ProbeSeconds: 0.2) });
        await pause.WaitAsync(TimeSpan.FromSeconds(10));
        current.Of(_workspace).Now.StallSeconds.ShouldBe(_defaults.StallSeconds);

        // Taken back, the installation's count again.
        current.Take(new Dictionary<Guid, OwnSettings>());
        current.Of(_workspace).Now.ProbeSeconds.ShouldBe(600);
        current.Of(Guid.NewGuid()).Now.ProbeSeconds.ShouldBe(600);
    }

    [Fact]
    public async Task A_pause_ends_with_what_it_is_part_of()
    {
        using var stop = new CancellationTokenSource();
        Task pause = new Patience(_defaults).PauseAsync(_ => TimeSpan.FromHours(1), TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pause);
    }

    private static Task PauseAsync(CurrentSettings current) =>
        current
            .Of(_workspace)
            .PauseAsync(
                settings => TimeSpan.FromSeconds(settings.ProbeSeconds),
                TimeProvider.System,
                CancellationToken.None
            );
}
