using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Console.TeamRoom;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Invitations, from the link to the member.</summary>
public sealed class TeamInvitationTests(SharedServers servers) : IAsyncLifetime
{
    private const string Good = "seven green bicycles by the lake";
    private TeamRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await TeamRoom.OpenAsync(servers);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task A_guest_joins_with_a_new_name_and_the_role_and_is_signed_in()
    {
        var invitation = await InviteAsync(_room.Admin, "Manager", "for Ada");
        var code = invitation.GetProperty("code").GetString()!;
        invitation.GetProperty("link").GetString().ShouldBe($"{_room.Console.Url}/invitation#{code}");
        using var guest = _room.Console.Client();
        var look = await PostAsync(guest, "/api/invitations/look", new { code });
        look.GetProperty("workspaceName").GetString().ShouldBe("Studio One");
        look.GetProperty("role").GetString().ShouldBe("Manager");

        Take(guest, await AcceptAsync(guest, code, "Ada", Good));

        var me = await GetAsync(guest, "/api/auth/me");
        (me.GetProperty("name").GetString(), me.GetProperty("role").GetString()).ShouldBe(("Ada", "Manager"));
        me.GetProperty("mustChangePassword").GetBoolean().ShouldBeFalse();
        (await StatusAsync(guest, "/api/team/members")).ShouldBe(HttpStatusCode.OK);
        var listed = (await GetAsync(_room.Admin, "/api/team/invitations"))[0];
        listed.GetProperty("usedBy").GetString().ShouldBe("Ada");
        listed.TryGetProperty("code", out _).ShouldBeFalse();
        // The code is nowhere at rest.
        (await _room.SqlAsync($"select 1 from console.invitations i where i::text like '%{code}%'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_eight_who_come_with_one_link_at_once_exactly_one_gets_in()
    {
        for (var round = 0; round < 3; round++)
        {
            var code = (await InviteAsync(_room.Admin, "Sender")).GetProperty("code").GetString()!;
            using var guest = _room.Console.Client();
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(n =>
                        guest.PostAsJsonAsync(
                            "/api/invitations/accept",
                            new
                            {
                                code,
                                user = $"guest {round} {n}",
                                password = Good,
                                isNew = true,
                            }
                        )
                    )
            );
            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
            answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound).ShouldBe(7);
        }
        (await _room.SqlAsync("select count(*) from console.users where name like 'guest%'")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_manager_invites_senders_only_and_revokes_no_other()
    {
        using var manager = await _room.MemberAsync("manager", "Manager");
        using var sender = await _room.MemberAsync("sender", "Sender");
        foreach (var role in (string[])["Admin", "Manager"])
            await PostAsync(manager, "/api/team/invitations", new { role }, HttpStatusCode.Forbidden);
        await PostAsync(sender, "/api/team/invitations", new { role = "Sender" }, HttpStatusCode.Forbidden);
        var own = (await InviteAsync(manager, "Sender")).GetProperty("invitation").GetProperty("invitationId");
        var big = (await InviteAsync(_room.Admin, "Admin")).GetProperty("invitation").GetProperty("invitationId");

        await RevokeAsync(manager, big, HttpStatusCode.NotFound);
        await RevokeAsync(manager, own, HttpStatusCode.NoContent);
        using var stranger = await _room.MemberAsync("stranger", "Admin", Guid.NewGuid());
        await RevokeAsync(stranger, big, HttpStatusCode.NotFound);
        (await GetAsync(stranger, "/api/team/invitations")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_revoked_an_old_and_a_demoted_makers_invitation_let_nobody_in()
    {
        var revoked = await InviteAsync(_room.Admin, "Sender");
        await RevokeAsync(
            _room.Admin,
            revoked.GetProperty("invitation").GetProperty("invitationId"),
            HttpStatusCode.NoContent
        );
        var old = await InviteAsync(_room.Admin, "Sender");
        await _room.SqlAsync(
            $"update console.invitations set expires_at = now() - interval '1 s' where invitation_id = '{old.GetProperty("invitation").GetProperty("invitationId")}'"
        );
        using var other = await _room.MemberAsync("other", "Admin");
        var demoted = await InviteAsync(other, "Admin");
        await SendAsync(
            _room.Admin,
            HttpMethod.Put,
            $"/api/team/members/{await IdAsync(other)}/role",
            new { role = "Sender" },
            HttpStatusCode.NoContent
        );

        using var guest = _room.Console.Client();
        foreach (var invitation in (JsonElement[])[revoked, old, demoted])
            await AcceptAsync(
                guest,
                invitation.GetProperty("code").GetString()!,
                "Guest",
                Good,
                status: HttpStatusCode.NotFound
            );
    }

    [Fact]
    public async Task A_name_that_is_taken_and_a_weak_password_leave_the_invitation_open()
    {
        var code = (await InviteAsync(_room.Admin, "Sender")).GetProperty("code").GetString()!;
        using var guest = _room.Console.Client();
        await AcceptAsync(guest, code, "ADMIN", Good, status: HttpStatusCode.Conflict);
        var weak = await AcceptAsync(guest, code, "Ada", "Password1234!", status: HttpStatusCode.BadRequest);
        weak.GetProperty("detail").GetString()!.ShouldContain("everybody tries first");
        await AcceptAsync(guest, code, "ad\u202Emin", Good, status: HttpStatusCode.BadRequest);
        await AcceptAsync(guest, code, "Ada", Good);
    }

    [Fact]
    public async Task Who_has_a_user_joins_with_it_signed_in_or_not_and_only_with_the_right_password()
    {
        using var ada = await _room.MemberAsync("Ada", "Admin", Guid.NewGuid());
        var first = (await InviteAsync(_room.Admin, "Sender")).GetProperty("code").GetString()!;
        using var guest = _room.Console.Client();
        await AcceptAsync(guest, first, "Ada", "not her password", false, HttpStatusCode.Unauthorized);
        Take(guest, await AcceptAsync(guest, first, "ada", ConsoleHost.Password, isNew: false));
        var here = await GetAsync(guest, "/api/auth/me");
        (here.GetProperty("role").GetString(), here.GetProperty("name").GetString()).ShouldBe(("Sender", "Ada"));

        // Once a member, the next link stays open for somebody else.
        var second = (await InviteAsync(_room.Admin, "Manager")).GetProperty("code").GetString()!;
        await PostAsync(ada, "/api/invitations/join", new { code = second }, HttpStatusCode.Conflict);
        using var bob = await _room.MemberAsync("Bob", "Sender", Guid.NewGuid());
        Take(bob, await PostAsync(bob, "/api/invitations/join", new { code = second }));
        (await GetAsync(bob, "/api/auth/me")).GetProperty("role").GetString().ShouldBe("Manager");
    }

    private static Task<JsonElement> InviteAsync(HttpClient by, string role, string? note = null) =>
        PostAsync(by, "/api/team/invitations", new { role, note });

    private static Task RevokeAsync(HttpClient by, JsonElement id, HttpStatusCode status) =>
        SendAsync(by, HttpMethod.Delete, $"/api/team/invitations/{id.GetString()}", status: status);

    private static Task<JsonElement> AcceptAsync(
        HttpClient guest,
        string code,
        string user,
        string password,
        bool isNew = true,
        HttpStatusCode status = HttpStatusCode.OK
    ) =>
        PostAsync(
            guest,
            "/api/invitations/accept",
            new
            {
                code,
                user,
                password,
                isNew,
            },
            status
        );
}
