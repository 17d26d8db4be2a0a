using System.Globalization;
using LiveOps.Analytics.Birthdays;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingRoom;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingTests;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Birthdays are told when the day begins where the account is, and in its LIVE, once each.</summary>
public sealed class BirthdayTests(SharedServers servers)
{
    [Theory]
    // Jakarta is seven hours ahead; its 5 March begins at 17:00 UTC of the 4th.
    [InlineData("Asia/Jakarta", "1999-03-05", "2027-03-04T16:59:59Z", "2027-03-04T17:00:00Z", 28)]
    // Clocks go from 24:00 straight to 01:00 in Cairo on the night to 30 April 2027: that day has no midnight.
    [InlineData("Africa/Cairo", "1999-04-30", "2027-04-29T21:59:59Z", "2027-04-29T22:00:00Z", 28)]
    // A day with 25 hours in New York: its evening is still the birthday's eve.
    [InlineData("America/New_York", "1999-11-08", "2027-11-08T04:59:59Z", "2027-11-08T05:00:00Z", 28)]
    // Born on a leap day: on the 28th where there is no 29th, and on the 29th where there is.
    [InlineData("UTC", "2004-02-29", "2027-02-27T23:59:59Z", "2027-02-28T00:00:00Z", 23)]
    [InlineData("UTC", "2004-02-29", "2028-02-28T23:59:59Z", "2028-02-29T00:00:00Z", 24)]
    [InlineData("Pacific/Kiritimati", "2000-01-01", "2026-12-31T09:59:59Z", "2026-12-31T10:00:00Z", 27)]
    public async Task A_birthday_is_told_once_with_the_first_moment_of_the_accounts_day(
        string zone,
        string born,
        string eve,
        string midnight,
        int age
    )
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(DateTimeOffset.UtcNow.AddDays(-1), Chat(5), Chat(6), Chat(7));
        await host.QueryAsync<int>($"update analytics.audiences set time_zone = '{zone}'");
        await host.QueryAsync<int>($"update analytics.viewers set birthday = '{born}' where user_id in (5, 7)");
        await host.QueryAsync<int>("update analytics.viewer_profiles set is_blocked = true where user_id = 7");
        var news = await HearAsync<ViewerNews>(host);
        var birthdays = host.Services.GetRequiredService<TellBirthdays>();

        (await birthdays.TellAsync(At(eve), default)).ShouldBe(0);
        (await birthdays.TellAsync(At(midnight), default)).ShouldBe(1);
        (await birthdays.TellAsync(At(midnight).AddHours(20), default)).ShouldBe(0);
        (await birthdays.TellAsync(At(midnight).AddHours(26), default)).ShouldBe(0);

        await EventuallyAsync(() => news.Count == 1);
        var item = news[0].Items.ShouldHaveSingleItem();
        (news[0].AccountId, item.Kind, item.UserId, item.Handle, item.Age).ShouldBe(
            (room.Account, ViewerNewsKind.Birthday, 5L, "viewer5", age)
        );
    }

    [Fact]
    public async Task A_switch_turns_birthdays_off_for_its_account_alone()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        var (first, second) = (
            new ViewerEditingRoom(host, workspace),
            new ViewerEditingRoom(host, workspace, room: 78)
        );
        await first.StoreAsync(DateTimeOffset.UtcNow.AddDays(-1), Chat(5));
        await second.StoreAsync(DateTimeOffset.UtcNow.AddDays(-1), Chat(5));
        using var manager = host.Client(workspace, Roles.Manager);
        await SendAsync(
            manager,
            HttpMethod.Put,
            $"/api/viewer-profiles/switches?accountId={first.Account}",
            """{"birthdayReminder": false}"""
        );
        await host.QueryAsync<int>("update analytics.viewers set birthday = '1990-07-01'");

        (
            await host.Services.GetRequiredService<TellBirthdays>().TellAsync(At("2027-07-01T12:00:00Z"), default)
        ).ShouldBe(1);
        (
            await host.QueryAsync<string>(
                "select account_id::text from analytics.birthdays_told join analytics.audiences using (audience_no)"
            )
        ).ShouldBe(second.Account.ToString());
    }

    [Fact]
    public async Task Somebody_with_a_birthday_who_comes_into_a_live_is_told_once_for_each_live_and_person()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        var room = new ViewerEditingRoom(host, workspace);
        var other = new ViewerEditingRoom(host, workspace, room: 78);
        var now = DateTimeOffset.UtcNow;
        await room.StoreAsync(now.AddDays(-1), Chat(5), Chat(6), Chat(7));
        using var manager = host.Client(workspace, Roles.Manager);
        await SendAsync(manager, HttpMethod.Post, "/api/viewer-profiles/6/merge", """{"into": "5"}""");
        var news = await HearAsync<ViewerNews>(host);
        int Told() =>
            news.ToArray().SelectMany(message => message.Items).Count(item => item.Kind == ViewerNewsKind.BirthdayLive);
        await PatchAsync(
            manager,
            "5",
            new { birthday = now.AddYears(-30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }
        );

        // Late from a queue, somebody else's sign, and then the person under an id that is merged.
        await room.StoreAsync(now.AddHours(-2), Chat(5));
        await room.StoreAsync(now, Chat(7));
        await room.StoreAsync(now, Chat(6), Chat(5));
        await EventuallyAsync(() => Told() == 1);
        await room.StoreAsync(now, Chat(6));
        await room.StoreAsync(now, Chat(5));
        await other.StoreAsync(now, Chat(5));
        await EventuallyAsync(() => Told() == 2);

        (await host.QueryAsync<long>("select count(*) from analytics.birthdays_live where user_id = 5")).ShouldBe(2);
        await Task.Delay(500);
        Told().ShouldBe(2);
        var item = news.SelectMany(message => message.Items).First(one => one.Kind == ViewerNewsKind.BirthdayLive);
        (item.UserId, item.Age, item.Handle).ShouldBe((5L, 30, "viewer6"));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
