using System.Security.Cryptography;
using LiveOps.Hosting.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.Hosting;

public sealed class SecretBoxTests
{
    private const string Purpose = "webhook-signing";
    private static readonly Guid _workspace = Guid.Parse("0198a000-0000-7000-8000-000000000001");
    private readonly SecretBox _box = Box(NewKey());

    [Fact]
    public void A_sealed_secret_opens_and_does_not_show_what_is_in_it()
    {
        var first = _box.Seal(Purpose, _workspace, "whsec_Grüße");
        var second = _box.Seal(Purpose, _workspace, "whsec_Grüße");

        _box.Open(Purpose, _workspace, first).ShouldBe("whsec_Grüße");
        _box.Open(Purpose, _workspace, second).ShouldBe("whsec_Grüße");
        first.ShouldNotBe(second);
        first.AsSpan().IndexOf("whsec"u8).ShouldBe(-1);
        Convert.ToHexStringLower(first[1..9]).ShouldBe(_box.KeyId);
    }

    [Fact]
    public void It_opens_for_its_own_purpose_and_workspace_alone()
    {
        var sealedSecret = _box.Seal(Purpose, _workspace, "secret");

        Should.Throw<CryptographicException>(() => _box.Open("other", _workspace, sealedSecret));
        Should.Throw<CryptographicException>(() => _box.Open(Purpose, Guid.NewGuid(), sealedSecret));
    }

    [Fact]
    public void A_change_of_any_byte_is_noticed()
    {
        var sealedSecret = _box.Seal(Purpose, _workspace, "secret");

        for (var n = 0; n < sealedSecret.Length; n++)
        {
            var changed = sealedSecret.ToArray();
            changed[n] ^= 1;
            Should.Throw<CryptographicException>(() => _box.Open(Purpose, _workspace, changed), $"byte {n}");
        }
        for (var length = 0; length < sealedSecret.Length; length++)
            Should.Throw<CryptographicException>(() => _box.Open(Purpose, _workspace, sealedSecret.AsSpan(0, length)));
    }

    [Fact]
    public void Another_key_is_told_by_its_id()
    {
        var other = Box(NewKey());
        var sealedSecret = other.Seal(Purpose, _workspace, "secret");

        var refusal = Should.Throw<CryptographicException>(() => _box.Open(Purpose, _workspace, sealedSecret));

        refusal.Message.ShouldContain(other.KeyId);
        refusal.Message.ShouldContain(_box.KeyId);
        other.KeyId.ShouldNotBe(_box.KeyId);
    }

    [Fact]
    public void Many_threads_may_use_one_box() =>
        Parallel.For(
            0,
            2_000,
            n => _box.Open(Purpose, _workspace, _box.Seal(Purpose, _workspace, $"{n}")).ShouldBe($"{n}")
        );

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "is missing")]
    [InlineData("not base64!", "is not the base64 of 32 bytes")]
    [InlineData("c2hvcnQ=", "is not the base64 of 32 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is not the base64 of 32 bytes")]
    public async Task A_service_does_not_start_without_a_right_key_and_does_not_repeat_a_wrong_one(
        string? key,
        string message
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Secrets:Key"] = key });
        builder.Logging.ClearProviders();
        builder.AddLiveOpsSecrets();
        await using var app = builder.Build();

        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync());

        refusal.Message.ShouldContain($"Secrets:Key: {message}");
        if (key is { Length: > 0 })
            refusal.Message.ShouldNotContain(key);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static SecretBox Box(string key) => new(Options.Create(new SecretsOptions { Key = key }));
}
