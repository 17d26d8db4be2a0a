using System.Text.Json;
using LiveOps.Console.Overlays;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Tests.Console;

public sealed class OverlaysTests
{
    private const long Viewer = 6_900_000_000_000_000_777;
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly OverlaySettings _all = new()
    {
        Alerts = new AlertSettings { Shares = true },
        Leaderboard = new LeaderboardSettings { Shown = true, Top = 2 },
        Goal = new GoalSettings { Shown = true },
        Chat = new ChatSettings { Shown = true },
    };

    [Fact]
    public void A_streak_keeps_its_key_and_what_credits_nothing_is_not_shown()
    {
        var one = Show(Gift(1, repeat: 1, credited: 1))!;
        var two = Show(Gift(2, repeat: 5, credited: 4))!;
        two.Key.ShouldBe(one.Key);
        two.Id.ShouldNotBe(one.Id);
        (two.Count, two.Coins, two.Gift, two.Name).ShouldBe((5, 50L, "Rose", "Ada"));
        Show(Gift(3, repeat: 5, credited: 0)).ShouldBeNull();
        Show(Gift(4, repeat: 1, credited: 1, group: 8))!.Key.ShouldNotBe(one.Key);
        // Without a streak each gift is one of its own.
        Show(Gift(5, 1, 1, group: 0))!.Key.ShouldNotBe(Show(Gift(6, 1, 1, group: 0))!.Key);
    }

    [Fact]
    public void Only_what_the_overlay_shows_is_sent_and_no_id_of_anybody()
    {
        var quiet = _all with
        {
            Alerts = new AlertSettings
            {
                LeastCoins = 45,
                Coins = false,
                Follows = false,
            },
        };
        Show(Gift(1, repeat: 4, credited: 4), quiet).ShouldBeNull();
        Show(Gift(2, repeat: 5, credited: 1), quiet)!.Coins.ShouldBeNull();
        Show(Event(3, LiveEventKind.Follow), quiet).ShouldBeNull();
        Show(Event(4, LiveEventKind.Chat) with { Text = "hello" }, quiet with { Chat = new() }).ShouldBeNull();
        Show(Event(5, LiveEventKind.Follow) with { IsHistory = true }).ShouldBeNull();
        Show(Event(6, LiveEventKind.Join)).ShouldBeNull();
        foreach (var kind in (LiveEventKind[])[LiveEventKind.Follow, LiveEventKind.Share, LiveEventKind.Subscribe])
        {
            var item = JsonSerializer.Serialize(Show(Event(7_300_000_000_000_000_123, kind)), OverlayItem.Json);
            item.ShouldContain("\"Ada\"");
            item.ShouldNotContain("7300000000000000123");
            item.ShouldNotContain("6900000000000000777");
        }

        LeaderboardEntry[] leaders = [Leader(1, "Ada", 300), Leader(2, "Budi", 200), Leader(3, "Chloe", 100)];
        OverlayShow.Of(leaders, _all.Leaderboard).Leaders.ShouldBe([new("Ada", 300), new("Budi", 200)]);
        OverlayShow
            .Of(leaders, _all.Leaderboard with { Coins = false })
            .Leaders.ShouldBe([new("Ada", null), new("Budi", null)]);
    }

    [Fact]
    public void A_comment_that_a_moderator_takes_away_is_named_as_it_was_shown()
    {
        var shown = Show(Event(42, LiveEventKind.Chat) with { Text = "bad" })!;
        Show(Event(43, LiveEventKind.Delete) with { TargetMessageIds = [42] })!.Ids.ShouldBe([shown.Id!]);
    }

    [Fact]
    public void A_cue_brings_its_text_and_a_sound_that_has_a_name_and_no_path()
    {
        var cue = Cue() with { Text = "Thank you", ShownMs = 900_000, Sound = "bell.mp3", Volume = 500 };
        var item = OverlayShow.Of(cue, _all)!;
        (item.Text, item.Ms, item.Sound, item.Volume).ShouldBe(("Thank you", 60_000, "bell.mp3", 100));
        OverlayShow.Of(cue with { Text = null, Sound = "../secret.mp3" }, _all).ShouldBeNull();
        OverlayShow
            .Of(
                cue,
                _all with
                {
                    Messages = new() { Shown = false },
                    Sounds = new() { OfRules = false },
                }
            )
            .ShouldBeNull();
    }

    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("  a\r\n\t b\0c ", "a b c")]
    [InlineData("\u202Eevil\u2066x\u200F", "evilx")]
    [InlineData("\u202E\u2066", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>")]
    [InlineData("سلام", "سلام")]
    public void Words_of_viewers_keep_their_place_and_direction(string? text, string? shown) =>
        ShownText.Of(text, 100).ShouldBe(shown);

    [Fact]
    public void Long_words_are_cut_between_characters_and_towers_of_marks_are_lowered()
    {
        ShownText.Of(string.Concat(Enumerable.Repeat("🌹", 1_000)), 11).ShouldBe("🌹🌹🌹🌹🌹…");
        ShownText.Of("a" + new string('\u0301', 50) + "b", 100).ShouldBe("a\u0301\u0301\u0301b");
    }

    [Fact]
    public void Settings_are_refused_by_name_and_nothing_but_values_gets_into_a_style()
    {
        new OverlaySettings().Faults().ShouldBeEmpty();
        string[] hostile =
        [
            "url(https://evil.example/x)",
            "red; background: url(x)",
            "expression(alert(1))",
            "12px\n}",
            "var(--x)",
            "",
            "calc(1px)",
        ];
        foreach (var value in hostile)
            Of(new LookSettings { Variables = new Dictionary<string, string> { ["--radius"] = value } })
                .Faults()
                .Keys.ShouldBe(["look.variables.--radius"]);
        Of(new LookSettings { Variables = new Dictionary<string, string> { ["--evil"] = "1px" } })
            .Faults()
            .ShouldNotBeEmpty();
        Of(new LookSettings { Variables = new Dictionary<string, string> { ["--radius"] = "1.5em" } })
            .Faults()
            .ShouldBeEmpty();
        Of(new LookSettings { Accent = "red;}", FontSize = 5 })
            .Faults()
            .Keys.ShouldBe(["look.fontSize", "look.accent"], ignoreOrder: true);
        new OverlaySettings { Chat = null! }
            .Faults()
            .Keys.ShouldBe(["chat"]);
        new OverlaySettings { Sounds = new SoundSettings { Alert = "../x.mp3" } }
            .Faults()
            .Keys.ShouldBe(["sounds.alert"]);
    }

    [Fact]
    public async Task A_slow_page_loses_comments_first_and_keeps_the_last_state()
    {
        using var screen = new OverlayScreen(Overlay());
        for (var n = 0; n < 60; n++)
            screen.Offer(new OverlayItem("gift") { Count = n });
        for (var n = 0; n < 500; n++)
        {
            screen.Offer(new OverlayItem("chat") { Count = n });
            screen.Show(new OverlayItem("likes") { Likes = n });
        }
        for (var n = 60; n < 90; n++)
            screen.Offer(new OverlayItem("gift") { Count = n });
        var items = (await TakeAsync(screen))!;
        items.Count(item => item.Type == "gift").ShouldBe(90);
        items.Count(item => item.Type == "chat").ShouldBe(OverlayScreen.Room - 90);
        items[^31].Count.ShouldBe(499);
        items.Single(item => item.Type == "likes").Likes.ShouldBe(499);
        for (var n = 0; n < 1_000; n++)
            screen.Offer(new OverlayItem("gift") { Count = n });
        (await TakeAsync(screen))!.Select(item => item.Count).ShouldBe(Enumerable.Range(900, 100).Select(n => (int?)n));
        (await TakeAsync(screen, 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_ends_when_its_link_is_replaced_and_goes_on_when_the_settings_change()
    {
        using var screen = new OverlayScreen(Overlay());
        screen.Change(Overlay() with { Version = 2 });
        (await TakeAsync(screen)).ShouldNotBeNull();
        screen.Change(Overlay() with { TokenHash = [9] });
        (await TakeAsync(screen)).ShouldBeNull();
    }

    [Fact]
    public void A_token_is_256_bits_and_anything_else_is_none()
    {
        var token = OverlayToken.Make();
        token.Length.ShouldBe(43);
        OverlayToken.Make().ShouldNotBe(token);
        OverlayToken.HashOf(token).ShouldBe(OverlayToken.HashOf(token));
        OverlayToken.HashOf(token + "=").ShouldBeNull();
        OverlayToken.HashOf("").ShouldBeNull();
        OverlayToken.HashOf(null).ShouldBeNull();
        OverlayToken.HashOf(new string('!', 43)).ShouldBeNull();
    }

    [Theory]
    [InlineData("4944330400000000000000000000", "mp3")]
    [InlineData("FFFB90640000000000000000", "mp3")]
    [InlineData("4F6767530002000000000000", "ogg")]
    [InlineData("524946462400000057415645666D7420", "wav")]
    [InlineData("524946462400000041564920666D7420", null)]
    [InlineData("3C68746D6C3E3C7363726970743E", null)]
    [InlineData("FFD8FFE000104A46494600010100", null)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF", null)]
    [InlineData("4944", null)]
    public void A_sound_is_what_its_first_bytes_say(string content, string? kind) =>
        SoundContent.KindOf(Convert.FromHexString(content)).ShouldBe(kind);

    private static Task<IReadOnlyList<OverlayItem>?> TakeAsync(OverlayScreen screen, int ms = 5_000) =>
        screen.TakeAsync(TimeSpan.FromMilliseconds(ms), TestContext.Current.CancellationToken);

    private static OverlaySettings Of(LookSettings look) => new() { Look = look };

    private static Overlay Overlay() => new(Guid.Empty, Guid.Empty, Guid.Empty, "one", _all, 1, [1], _now);

    private static OverlayItem? Show(LiveEvent item, OverlaySettings? settings = null) =>
        OverlayShow.Of(
            new LiveEvents
            {
                WorkspaceId = Guid.Empty,
                AccountId = Guid.Empty,
                RoomId = 1,
                Sequence = 1,
                ReceivedAt = _now,
                Events = [item],
            },
            item,
            settings ?? _all
        );

    private static LiveEvent Event(long messageId, LiveEventKind kind) =>
        new()
        {
            MessageId = messageId,
            Kind = kind,
            At = _now,
            Viewer = new LiveViewer { UserId = Viewer, Nickname = "Ada" },
        };

    private static LiveEvent Gift(long messageId, int repeat, int credited, long group = 7) =>
        Event(messageId, LiveEventKind.Gift) with
        {
            Gift = new LiveGift
            {
                GiftId = 5_655,
                Name = "Rose",
                Coins = 10,
                RepeatCount = repeat,
                Credited = credited,
                GroupId = group,
            },
        };

    private static LeaderboardEntry Leader(int rank, string name, long coins) =>
        new()
        {
            Rank = rank,
            UserId = Viewer + rank,
            Nickname = name,
            Coins = coins,
            Gifts = 1,
        };

    private static OverlayCue Cue() =>
        new()
        {
            CueId = Guid.NewGuid(),
            WorkspaceId = Guid.Empty,
            AccountId = Guid.Empty,
            RuleId = Guid.Empty,
            At = _now,
        };
}
