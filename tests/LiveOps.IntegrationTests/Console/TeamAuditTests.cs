using System.Globalization;
using System.Net;
using System.Text.Json;
using LiveOps.Contracts.Auditing;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static LiveOps.IntegrationTests.Console.TeamRoom;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The audit log: filters, pages, the file, and what other services tell.</summary>
public sealed class TeamAuditTests(SharedServers servers) : IAsyncLifetime
{
    private TeamRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await TeamRoom.OpenAsync(servers);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task Every_line_is_on_exactly_one_page_also_where_many_are_of_one_moment()
    {
        await _room.SqlAsync(
            $"""
            insert into console.audit (workspace_id, at, actor, action, thing)
            select '{ConsoleHost.Workspace}', timestamptz '2026-01-01' + n / 7 * interval '1 s', 'actor ' || n % 3,
                   'deed ' || n % 2, 'thing'
            from generate_series(1, 100) n
            """
        );
        var seen = new List<long>();
        string? after = null;
        do
        {
            var page = await GetAsync(_room.Admin, $"/api/audit?limit=9{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("id").GetInt64()));
            after = page.GetProperty("next").GetString();
        } while (after is not null);
        var all = (await _room.SqlAsync("select id from console.audit order by at desc, id desc"))
            .Select(id => long.Parse(id, CultureInfo.InvariantCulture))
            .ToList();
        seen.ShouldBe(all);

        (await CountAsync("actor=ACTOR 1&action=deed 1")).ShouldBe(17);
        (await CountAsync("from=2026-01-01T00:00:02Z&to=2026-01-01T00:00:04Z")).ShouldBe(14);
        (await CountAsync("thing=other")).ShouldBe(0);
        (await CountAsync("text=tor 2")).ShouldBe(33);
        (await CountAsync("text=%25")).ShouldBe(0);
        (await StatusAsync(_room.Admin, "/api/audit?after=nonsense")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_line_says_who_what_before_after_and_from_where_and_only_to_admins_of_the_workspace()
    {
        using var sender = await _room.MemberAsync("ada", "Sender");
        using var manager = await _room.MemberAsync("manager", "Manager");
        using var stranger = await _room.MemberAsync("stranger", "Admin", Guid.NewGuid());
        _room.Admin.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36"
        );
        var id = await IdAsync(sender);
        await SendAsync(
            _room.Admin,
            HttpMethod.Put,
            $"/api/team/members/{id}/role",
            new { role = "Manager" },
            HttpStatusCode.NoContent
        );

        var line = (await GetAsync(_room.Admin, $"/api/audit?thing=member&thingId={id}")).GetProperty("lines")[0];

        line.GetProperty("actor").GetString().ShouldBe("admin");
        line.GetProperty("action").GetString().ShouldBe("role changed");
        line.GetProperty("thingName").GetString().ShouldBe("ada");
        line.GetProperty("before").GetProperty("role").GetString().ShouldBe("Sender");
        line.GetProperty("after").GetProperty("role").GetString().ShouldBe("Manager");
        line.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        line.GetProperty("browser").GetString().ShouldBe("Chrome on Windows");
        (await GetAsync(stranger, "/api/audit")).GetProperty("lines").GetArrayLength().ShouldBe(0);
        foreach (var path in (string[])["/api/audit", "/api/audit/words", "/api/audit/export"])
            (await StatusAsync(manager, path)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Lines_stay_and_the_file_has_every_one_and_no_cell_that_a_spreadsheet_would_run()
    {
        await PostAsync(
            _room.Admin,
            "/api/team/invitations",
            new { role = "Sender", note = "=HYPERLINK(\"http://x\")" }
        );
        foreach (
            var change in (string[])
                ["update console.audit set actor = 'eve'", "delete from console.audit", "truncate console.audit"]
        )
            (await Should.ThrowAsync<PostgresException>(_room.SqlAsync(change))).MessageText.ShouldContain(
                "only ever added to"
            );
        var file = await _room.Admin.GetStringAsync("/api/audit/export?action=invitation made");
        var lines = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("\"actor\",\"action\"");
        lines[1].ShouldContain(",\"'=HYPERLINK(\"\"http://x\"\")\",");
    }

    [Fact]
    public async Task What_another_service_tells_twice_is_written_once()
    {
        var change = new RecordChange
        {
            ChangeId = Guid.NewGuid(),
            WorkspaceId = ConsoleHost.Workspace,
            At = TimeProvider.System.GetUtcNow(),
            Service = "rules",
            Actor = "ada",
            Action = "rule changed",
            Thing = "rule",
            ThingId = "7",
            ThingName = "Rose",
            Before = """{"enabled":true}""",
            After = """{"enabled":false}""",
        };
        var bus = _room.Console.Services.GetRequiredService<IBus>();
        await bus.Publish(change);
        await bus.Publish(change);
        await bus.Publish(change with { ChangeId = Guid.NewGuid(), ThingId = "8" });
        for (var n = 0; n < 300 && await CountAsync("thing=rule&thingId=8") == 0; n++)
            await Task.Delay(100);

        (await CountAsync("thing=rule&thingId=8")).ShouldBe(1);
        var line = (await GetAsync(_room.Admin, "/api/audit?thing=rule&thingId=7")).GetProperty("lines");
        line.GetArrayLength().ShouldBe(1);
        line[0].GetProperty("service").GetString().ShouldBe("rules");
        line[0].GetProperty("before").GetProperty("enabled").GetBoolean().ShouldBeTrue();
    }

    private async Task<int> CountAsync(string query) =>
        (await GetAsync(_room.Admin, $"/api/audit?limit=200&{query}")).GetProperty("lines").GetArrayLength();
}
