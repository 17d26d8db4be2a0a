using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Console.TeamRoom;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Members of a workspace, over HTTP against a real database.</summary>
public sealed class TeamMemberTests(SharedServers servers) : IAsyncLifetime
{
    private TeamRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await TeamRoom.OpenAsync(servers);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task The_last_admin_stays_an_admin_even_when_two_demote_each_other_at_once()
    {
        var admin = await IdAsync(_room.Admin);
        var refused = await RoleAsync(_room.Admin, admin, "Sender", HttpStatusCode.Conflict);
        refused.GetProperty("title").GetString().ShouldBe("The workspace needs an admin");
        await SendAsync(_room.Admin, HttpMethod.Delete, $"/api/team/members/{admin}", status: HttpStatusCode.Conflict);

        for (var n = 0; n < 5; n++)
        {
            using var other = await _room.MemberAsync($"admin {n}", "Admin");
            using var first = await _room.Console.SignedInAsync("admin");
            var both = await Task.WhenAll(
                PutRoleAsync(first, await IdAsync(other)),
                PutRoleAsync(other, await IdAsync(first))
            );
            both.Count(status => status == HttpStatusCode.NoContent).ShouldBe(1);
            (await _room.SqlAsync("select count(*) from console.memberships where role = 'Admin'")).ShouldBe(["1"]);
            await _room.SqlAsync(
                $"update console.memberships set role = case when user_id = '{admin}' then 'Admin' else 'Sender' end"
            );
        }
    }

    [Fact]
    public async Task A_changed_role_and_a_removal_end_the_sessions_at_once_and_are_on_the_books()
    {
        using var manager = await _room.MemberAsync("manager", "Manager");
        using var screen = await _room.ScreenAsync(manager);
        var id = await IdAsync(manager);

        await RoleAsync(_room.Admin, id, "Sender", HttpStatusCode.NoContent);

        (await WhyOutAsync(manager)).ShouldBe("roleChanged");
        (await EndsAsync(screen, seconds: 60)).ShouldBeTrue();
        using var sender = await _room.Console.SignedInAsync("manager");
        (await StatusAsync(sender, "/api/team/members")).ShouldBe(HttpStatusCode.Forbidden);

        await SendAsync(_room.Admin, HttpMethod.Delete, $"/api/team/members/{id}", status: HttpStatusCode.NoContent);
        (await WhyOutAsync(sender)).ShouldBe("removed");
        await PostAsync(
            _room.Console.Client(),
            "/api/auth/login",
            new { user = "manager", password = ConsoleHost.Password },
            HttpStatusCode.Unauthorized
        );
        var books = await _room.SqlAsync(
            $"select actor || ' ' || action || ' ' || coalesce(before ->> 'role', '') || ' ' || coalesce(after ->> 'role', '') from console.audit where thing_id = '{id}' order by id"
        );
        books.ShouldBe(["admin role changed Manager Sender", "admin member removed Sender "]);
    }

    [Fact]
    public async Task A_one_time_password_ends_all_sessions_and_has_to_be_changed()
    {
        using var member = await _room.MemberAsync("member", "Sender");
        var id = await IdAsync(member);

        var told = await PostAsync(_room.Admin, $"/api/team/members/{id}/password");

        (await WhyOutAsync(member)).ShouldBe("passwordReset");
        using var again = await _room.Console.SignedInAsync("member", told.GetProperty("password").GetString()!);
        (await GetAsync(again, "/api/auth/me")).GetProperty("mustChangePassword").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_admin_cannot_take_over_a_user_who_also_belongs_to_a_workspace_of_others()
    {
        var elsewhere = Guid.NewGuid();
        using var owner = await _room.MemberAsync("owner", "Admin", elsewhere);
        var id = await IdAsync(owner);
        await _room.SqlAsync(
            $"insert into console.memberships values ('{ConsoleHost.Workspace}', '{id}', 'Sender', now())"
        );

        var refused = await PostAsync(_room.Admin, $"/api/team/members/{id}/password", status: HttpStatusCode.Conflict);
        refused.GetProperty("title").GetString().ShouldBe("The user is not only yours");
        await SendAsync(
            _room.Admin,
            HttpMethod.Delete,
            $"/api/team/members/{id}/second-factor",
            status: HttpStatusCode.Conflict
        );
        (await StatusAsync(owner)).ShouldBe(HttpStatusCode.OK);
        // What concerns this workspace alone goes.
        await SendAsync(_room.Admin, HttpMethod.Delete, $"/api/team/members/{id}", status: HttpStatusCode.NoContent);
        (await StatusAsync(owner)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Members_of_another_workspace_are_not_found_and_lesser_roles_are_refused()
    {
        using var stranger = await _room.MemberAsync("stranger", "Admin", Guid.NewGuid());
        using var manager = await _room.MemberAsync("manager", "Manager");
        var (foreign, own) = (await IdAsync(stranger), await IdAsync(manager));
        (HttpMethod Method, string Path)[] changes =
        [
            (HttpMethod.Put, "role"),
            (HttpMethod.Delete, ""),
            (HttpMethod.Post, "password"),
            (HttpMethod.Delete, "second-factor"),
            (HttpMethod.Delete, "sessions"),
        ];
        foreach (var (method, path) in changes)
        {
            var body = new { role = "Sender" };
            var to = path.Length == 0 ? "" : $"/{path}";
            await SendAsync(_room.Admin, method, $"/api/team/members/{foreign}{to}", body, HttpStatusCode.NotFound);
            await SendAsync(manager, method, $"/api/team/members/{own}{to}", body, HttpStatusCode.Forbidden);
        }
        (await StatusAsync(_room.Admin, $"/api/team/members/{foreign}/sessions")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(stranger)).ShouldBe(HttpStatusCode.OK);
        var names = (await GetAsync(manager, "/api/team/members"))
            .EnumerateArray()
            .Select(member => member.GetProperty("name").GetString());
        names.ShouldBe(["admin", "manager"]);
    }

    [Fact]
    public async Task A_user_makes_a_workspace_goes_there_and_back_with_a_new_token_each_time()
    {
        using var admin = await _room.Console.SignedInAsync("admin");
        var before = _room.Again(admin);
        var made = await PostAsync(admin, "/api/team/workspaces", new { name = "Second studio" });
        var id = made.GetProperty("workspaceId").GetString();
        await PostAsync(admin, "/api/auth/workspace", new { workspaceId = Guid.NewGuid() }, HttpStatusCode.NotFound);

        Take(admin, await PostAsync(admin, "/api/auth/workspace", new { workspaceId = id }));

        (await StatusAsync(before)).ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(admin, "/api/auth/me")).GetProperty("workspaceName").GetString().ShouldBe("Second studio");
        (await GetAsync(admin, "/api/team/members")).GetArrayLength().ShouldBe(1);
        await SendAsync(
            admin,
            HttpMethod.Patch,
            "/api/team/workspace",
            new { name = "Third studio" },
            HttpStatusCode.NoContent
        );
        var mine = await GetAsync(admin, "/api/team/workspaces");
        mine.EnumerateArray()
            .Select(one => one.GetProperty("name").GetString())
            .ShouldBe(["Studio One", "Third studio"]);
        // The next sign-in goes where the user was last.
        using var later = await _room.Console.SignedInAsync("admin");
        (await GetAsync(later, "/api/auth/me")).GetProperty("workspaceId").GetString().ShouldBe(id);
    }

    private static Task<JsonElement> RoleAsync(HttpClient by, string id, string role, HttpStatusCode status) =>
        SendAsync(by, HttpMethod.Put, $"/api/team/members/{id}/role", new { role }, status);

    private static async Task<HttpStatusCode> PutRoleAsync(HttpClient by, string id)
    {
        using var answer = await by.PutAsJsonAsync($"/api/team/members/{id}/role", new { role = "Sender" });
        return answer.StatusCode;
    }
}
