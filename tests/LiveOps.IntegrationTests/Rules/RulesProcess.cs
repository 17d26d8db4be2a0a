using System.Diagnostics;
using System.Security.Cryptography;
using LiveOps.Rules.ManagingRules;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>The service as a process of its own: a kill is a kill.</summary>
internal static class RulesProcess
{
    public static Process Start(string database, string broker, params (string Key, string Value)[] settings)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(RuleStore).Assembly.Location])
        {
            Environment =
            {
                ["ConnectionStrings__liveops"] = database,
                ["ConnectionStrings__rabbit"] = broker,
                ["Auth__PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
