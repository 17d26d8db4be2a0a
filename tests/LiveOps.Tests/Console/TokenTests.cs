using System.Security.Claims;
using System.Security.Cryptography;
using LiveOps.Console;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.Console;

public sealed class TokenTests
{
    private static readonly Member _ada = new()
    {
        UserId = Guid.Parse("0198a000-0000-7000-8000-00000000000a"),
        Name = "Ada",
        PasswordHash = "",
        SecurityStamp = "S1",
        MustChangePassword = false,
        WorkspaceId = Guid.Parse("0198a000-0000-7000-8000-00000000000b"),
        WorkspaceName = "Studio",
        Role = Roles.Sender,
    };

    [Fact]
    public async Task Every_service_accepts_the_token_and_reads_workspace_name_and_role_from_it()
    {
        var keys = Keys();
        using var issuer = Issuer(keys);
        using var validator = new TokenValidator(Options.Create(keys));
        var (token, expiresAt) = issuer.Issue(_ada, Guid.NewGuid());
        (expiresAt - TimeProvider.System.GetUtcNow()).TotalHours.ShouldBe(12, 0.1);
        var result = await validator.ValidateAsync(token);
        result.IsValid.ShouldBeTrue();
        var user = new ClaimsPrincipal(result.ClaimsIdentity);
        user.WorkspaceId().ShouldBe(_ada.WorkspaceId);
        user.MemberName().ShouldBe("Ada");
        user.IsInRole(Roles.Sender).ShouldBeTrue();
        user.IsInRole(Roles.Manager).ShouldBeFalse();
        user.FindFirstValue("sub").ShouldBe(_ada.UserId.ToString());
    }

    [Fact]
    public async Task A_token_of_another_installation_is_refused()
    {
        using var issuer = Issuer(Keys());
        using var validator = new TokenValidator(Options.Create(Keys()));
        (await validator.ValidateAsync(issuer.Issue(_ada, Guid.NewGuid()).Token)).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void A_private_key_that_does_not_fit_the_public_one_is_named_at_start()
    {
        var wrong = new AuthOptions { PublicKey = Keys().PublicKey, PrivateKey = Keys().PrivateKey };
        Should.Throw<OptionsValidationException>(() => Issuer(wrong)).Message.ShouldContain("Auth:PrivateKey");
        var missing = new AuthOptions { PublicKey = Keys().PublicKey };
        Should.Throw<OptionsValidationException>(() => Issuer(missing)).Message.ShouldContain("Auth:PrivateKey");
    }

    [Fact]
    public async Task A_changed_password_ends_the_tokens_before_it_and_nobody_elses()
    {
        var keys = Keys();
        using var issuer = Issuer(keys);
        using var validator = new TokenValidator(Options.Create(keys));
        var user = new ClaimsPrincipal(
            (await validator.ValidateAsync(issuer.Issue(_ada, Guid.NewGuid()).Token)).ClaimsIdentity
        );
        SecurityStamps.IsCurrent(user, new Dictionary<Guid, string>()).ShouldBeTrue();
        SecurityStamps.IsCurrent(user, new Dictionary<Guid, string> { [_ada.UserId] = "S1" }).ShouldBeTrue();
        SecurityStamps.IsCurrent(user, new Dictionary<Guid, string> { [_ada.UserId] = "S2" }).ShouldBeFalse();
        SecurityStamps.IsCurrent(user, new Dictionary<Guid, string> { [Guid.NewGuid()] = "S2" }).ShouldBeTrue();
    }

    [Fact]
    public async Task A_hash_fits_its_own_password_only_and_a_missing_user_is_never_let_in()
    {
        using var passwords = new Passwords();
        var hash = passwords.Hash("correct horse battery");
        (await passwords.VerifyAsync(hash, "correct horse battery", default)).ShouldBeTrue();
        (await passwords.VerifyAsync(hash, "correct horse batterY", default)).ShouldBeFalse();
        (await passwords.VerifyAsync(null, "correct horse battery", default)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, "a good new password", "current")]
    [InlineData("the same password", "the same password", "old one")]
    [InlineData("old", "a good new password", null)]
    public void A_new_password_is_new(string? current, string? next, string? complaint)
    {
        var fault = ChangePassword.Fault(new ChangePassword.PasswordChange(current, next));
        if (complaint is null)
            fault.ShouldBeNull();
        else
            fault.ShouldNotBeNull().ShouldContain(complaint);
    }

    private static TokenIssuer Issuer(AuthOptions keys) =>
        new(Options.Create(keys), Options.Create(new ConsoleOptions()), TimeProvider.System);

    private static AuthOptions Keys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new AuthOptions
        {
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            PrivateKey = Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
        };
    }
}
