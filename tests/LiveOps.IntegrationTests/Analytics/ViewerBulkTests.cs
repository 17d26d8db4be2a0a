using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Changing all viewers of a list at once.</summary>
public sealed class ViewerBulkTests(SharedServers servers)
{
    private const string Path = "/api/viewer-profiles/bulk";

    [Fact]
    public async Task A_list_is_changed_as_it_was_seen_and_by_the_words_of_the_list()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 11);
        await crowd.AddAsync(700);
        using var client = host.Client(crowd.Workspace, "Manager");

        foreach (
            var (where, query) in ((object, string)[])
                [
                    (new { filter = "vip", blocked = false }, "filter=vip&blocked=false"),
                    (new { search = "ann" }, "search=ann"),
                    (new { filter = "favorites", search = "a" }, "filter=favorites&search=a"),
                    (new { tag = "regular" }, "tag=regular"),
                    (new { filter = "active" }, "filter=active"),
                    (new { }, ""),
                ]
        )
        {
            var seen = await IdsAsync(client, query);
            var counted = await SendAsync(
                client,
                new
                {
                    where,
                    action = "favorite",
                    dryRun = true,
                }
            );
            counted.Status.ShouldBe(HttpStatusCode.OK, query);
            counted.Body.GetProperty("found").GetInt32().ShouldBe(seen.Count, query);
            counted.Body.GetProperty("changed").GetInt32().ShouldBe(0, query);
            counted.Body.GetProperty("dryRun").GetBoolean().ShouldBeTrue(query);
        }
        (await TaggedAsync(host)).ShouldBeEmpty();

        // Who joined the list since it was seen is not changed, and neither is anybody else.
        var vips = await IdsAsync(client, "filter=vip&search=ann");
        vips.Count.ShouldBeGreaterThan(0);
        var form = new
        {
            where = new { filter = "vip", search = "ann" },
            action = "tag",
            tags = new[] { "raffle" },
            expected = vips.Count - 1,
        };
        var other = await SendAsync(client, form);
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        other.Body.GetProperty("detail").GetString()!.ShouldContain($"\"expected\": {vips.Count}");
        (await TaggedAsync(host)).ShouldBeEmpty();
        var changed = await SendAsync(client, form with { expected = vips.Count });
        changed.Status.ShouldBe(HttpStatusCode.OK);
        changed.Body.GetProperty("changed").GetInt32().ShouldBe(vips.Count);
        (await TaggedAsync(host)).ShouldBe(vips, ignoreOrder: true);

        var left = await IdsAsync(client, "");
        var gone = await IdsAsync(client, "tag=raffle");
        var deletion = new
        {
            where = new { tag = "raffle" },
            action = "delete",
            expected = gone.Count,
        };
        (await SendAsync(client, deletion)).Body.GetProperty("changed").GetInt32().ShouldBe(gone.Count);
        (await IdsAsync(client, "")).ShouldBe(left.Except(gone), ignoreOrder: true);
    }

    [Fact]
    public async Task A_list_that_is_not_plain_is_refused_and_nobody_is_changed()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 12);
        await crowd.AddAsync(5_001);
        using var client = host.Client(crowd.Workspace, "Manager");

        var tooMany = await SendAsync(
            client,
            new
            {
                where = new { },
                action = "block",
                dryRun = true,
            }
        );
        tooMany.Status.ShouldBe(HttpStatusCode.BadRequest);
        tooMany.Body.GetProperty("detail").GetString()!.ShouldStartWith("5,001 viewers match, and at most 5,000");
        await host.QueryAsync<int>(
            "delete from analytics.viewer_profiles where user_id = (select min(user_id) from analytics.viewer_profiles)"
        );
        (
            await SendAsync(
                client,
                new
                {
                    where = new { },
                    action = "block",
                    dryRun = true,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.OK);

        foreach (
            var wrong in (object[])
                [
                    new { where = new { filter = "vip" }, action = "block" },
                    new
                    {
                        where = new { filtr = "vip" },
                        action = "block",
                        dryRun = true,
                    },
                    new
                    {
                        where = new { filter = "nobody" },
                        action = "block",
                        dryRun = true,
                    },
                    new
                    {
                        where = new { search = " @ " },
                        action = "block",
                        dryRun = true,
                    },
                    new
                    {
                        where = new { tag = "" },
                        action = "block",
                        dryRun = true,
                    },
                    new
                    {
                        where = new { },
                        userIds = new[] { "1" },
                        action = "block",
                        dryRun = true,
                    },
                    new { action = "block", expected = 1 },
                ]
        )
            (await SendAsync(client, wrong)).Status.ShouldBe(
                HttpStatusCode.BadRequest,
                JsonSerializer.Serialize(wrong)
            );
        var known = crowd.Members.Max(one => one.UserId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        (
            await SendAsync(
                client,
                new
                {
                    userIds = new[] { known, known },
                    action = "block",
                    expected = 2,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.Conflict);
        var blocked = "select count(*) from analytics.viewer_profiles where is_blocked";
        var before = await host.QueryAsync<long>(blocked);
        (
            await SendAsync(
                client,
                new
                {
                    userIds = new[] { known },
                    action = "block",
                    expected = 1,
                    dryRun = true,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        using var sender = host.Client(crowd.Workspace, "Sender");
        var form = new
        {
            where = new { filter = "vip" },
            action = "block",
            dryRun = true,
        };
        (await SendAsync(sender, form)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(client, form, $"?accountId={Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var stranger = host.Client(Guid.CreateVersion7(), "Manager");
        (await SendAsync(stranger, form)).Body.GetProperty("found").GetInt32().ShouldBe(0);
        (await host.QueryAsync<long>(blocked)).ShouldBe(before);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpClient client,
        object form,
        string query = ""
    )
    {
        using var answer = await client.PostAsJsonAsync(Path + query, form);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default);
    }

    private static async Task<List<string>> IdsAsync(HttpClient client, string query)
    {
        var (ids, next) = (new List<string>(), (string?)"");
        while (next is not null)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(
                $"/api/viewer-profiles?limit=200&{query}{(next.Length > 0 ? $"&after={next}" : "")}"
            );
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        return ids;
    }

    private static async Task<List<string>> TaggedAsync(AnalyticsHost host) =>
        await host.RowsAsync(
            "select user_id::text from analytics.viewers where 'raffle' = any(tags)",
            row => row.GetString(0)
        );

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
