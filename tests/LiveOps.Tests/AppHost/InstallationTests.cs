using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveOps.AppHost;
using LiveOps.AppHost.Local;
using LiveOps.Tests.Repository;

namespace LiveOps.Tests.AppHost;

public sealed partial class InstallationTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("liveops-installation-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void The_secrets_key_is_made_once_and_kept()
    {
        var key = Open().Secrets.SecretsKey;

        Convert.FromBase64String(key).Length.ShouldBe(32);
        Open().Secrets.SecretsKey.ShouldBe(key);
    }

    [Fact]
    public void An_installation_from_before_there_was_a_secrets_key_gets_one_and_keeps_the_rest()
    {
        var made = Open().Secrets;
        var file = Path.Combine(_state, "secrets.json");
        var old = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        old.Remove("secretsKey").ShouldBeTrue();
        File.WriteAllText(file, old.ToJsonString());

        var opened = Open().Secrets;

        opened.ShouldBe(made with { SecretsKey = opened.SecretsKey });
        Convert.FromBase64String(opened.SecretsKey).Length.ShouldBe(32);
        opened.SecretsKey.ShouldNotBe(made.SecretsKey);
        Open().Secrets.ShouldBe(opened);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Every_secret_that_the_topology_names_is_made_and_no_two_are_the_same()
    {
        var secrets = Open().Secrets;
        var names = Topology
            .Services.SelectMany(service => service.Settings.Values)
            .SelectMany(value => SecretName().Matches(value))
            .Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        names.ShouldContain("admin-password");
        names.ShouldContain("secrets-key");
        names.Select(secrets.Named).Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Length);
        var aspire = RepositoryRoot.Read("AppHost/AppHost.cs");
        foreach (var name in names)
            aspire.ShouldContain($"[\"{name}\"] = builder.AddParameter(");
    }

    private Installation Open() => new(RepositoryRoot.Path, _state);

    [GeneratedRegex(@"\$\{secret:(?<name>[a-z-]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();
}
