using System.Text;
using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.Webhooks;

namespace LiveOps.Tests.Rules.Webhooks;

/// <summary>
/// The expected values are OpenSSL's, each made by
/// <c>printf '%s' '1700000000.BODY' | openssl dgst -sha256 -hmac SECRET</c>.
/// </summary>
public sealed class WebhookSignatureTests
{
    private static readonly DateTimeOffset _at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_999);

    [Theory]
    [InlineData("""{"gift":"Rose","count":5}""", "3bc1c6772f7a48615538205c16a90f104506d4853f610c3e7940b558754d1d09")]
    [InlineData("""{"viewer":"Грейс 🎁"}""", "fe6cb1920c5c776ea0184c58158e7da9743fd8e7b0ced7f883e3100eb15b5a7b")]
    public void It_is_what_OpenSSL_computes(string body, string expected) =>
        WebhookSignature.Of(["whsec_test"], _at, Encoding.UTF8.GetBytes(body)).ShouldBe($"t=1700000000,v1={expected}");

    [Fact]
    public void While_two_secrets_are_valid_each_has_its_value() =>
        WebhookSignature
            .Of(["whsec_test", "whsec_older"], _at, """{"gift":"Rose","count":5}"""u8)
            .ShouldBe(
                "t=1700000000"
                    + ",v1=3bc1c6772f7a48615538205c16a90f104506d4853f610c3e7940b558754d1d09"
                    + ",v1=5e3616f444a2628432e09dc9897205df05cb93313d8cc6e6807c0ef3414176b8"
            );
}
