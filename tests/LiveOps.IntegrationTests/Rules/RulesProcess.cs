using System.Diagnostics;
using System.Security.Cryptography;
using LiveOps.Rules.ManagingRules;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>The service as a process of its own: a kill is a kill.</summary>
internal static class RulesProcess
{
    /// <param name="environment">Beyond what every replica of a test has.</param>
    public static Process Start(string database, string broker, Dictionary<string, string>? environment = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(RuleStore).Assembly.Location])
        {
            Environment =
            {
                ["ConnectionStrings__liveops"] = database,
                ["ConnectionStrings__rabbit"] = broker,
                ["Auth__PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                ["Secrets__Key"] = RulesHost.SecretsKey,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                // What the gateway said before this process started counts, however long that took.
                ["Rules__GatewaySilentSeconds"] = "300",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
