using System.Security.Cryptography;
using LiveOps.Hosting.Bus;
using Microsoft.Extensions.Configuration.Memory;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>
/// Who this gateway is: what an enrolment says is configuration below every other source, so that a setting which is
/// given explicitly wins.
/// </summary>
internal static class EnrolmentModule
{
    private const string Id = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Id)}";
    private const string WorkspaceId = $"{GatewayOptions.Section}:{nameof(GatewayOptions.WorkspaceId)}";
    private const string DataFolder = $"{GatewayOptions.Section}:{nameof(GatewayOptions.DataFolder)}";
    private const string Broker = $"ConnectionStrings:{LiveOpsBus.ConnectionName}";
    private const string PublicKey = "Auth:PublicKey";

    /// <param name="builder">The host.</param>
    /// <param name="refused">True: the broker has just refused this enrolment; run without it.</param>
    public static Standing AddEnrolment(this WebApplicationBuilder builder, bool refused)
    {
        var folder = FolderOf(builder.Configuration);
        var file = new EnrolmentFile(folder);
        var standing = Read(file, builder.Configuration, refused);
        builder.Configuration.Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData = [.. Defaults(standing), KeyValuePair.Create<string, string?>(DataFolder, folder)],
            }
        );
        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton(standing);
        builder.Services.AddSingleton<GatewayRestart>();
        builder.Services.AddHostedService<EnrolmentWatch>();
        return standing;
    }

    /// <summary>The gateway's folder: as configured, else where a service or a person keeps such things.</summary>
    public static string FolderOf(IConfiguration configuration)
    {
        if (configuration[DataFolder] is { Length: > 0 } configured)
            return configured;
        // systemd names the folder that it made for the service.
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } state)
            return state.Split(':')[0];
        if (OperatingSystem.IsWindows())
            return Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
                "LiveOps",
                "gateway"
            );
        return Environment.IsPrivilegedProcess
            ? "/var/lib/liveops-gateway"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
                "liveops-gateway"
            );
    }

    internal static Standing Read(EnrolmentFile file, IConfiguration configuration, bool refused)
    {
        if (new[] { Id, WorkspaceId, Broker }.Any(key => configuration[key] is { Length: > 0 }))
        {
            // Settings without a broker lean on the enrolment; what they lack else is told by the checks at start.
            if (configuration[Broker] is { Length: > 0 } || !file.Exists)
                return new Standing(StandingKind.Configured, null, null);
        }
        try
        {
            return file.Read() is { } enrolled
                ? new Standing(refused ? StandingKind.Revoked : StandingKind.Enrolled, enrolled, null)
                : new Standing(StandingKind.NotEnrolled, null, null);
        }
        catch (InvalidOperationException error)
        {
            return new Standing(StandingKind.NotEnrolled, null, error.Message);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Defaults(Standing standing)
    {
        if (standing.Kind == StandingKind.Configured)
            yield break;
        yield return new(Id, standing.Enrolled?.GatewayId ?? "not-enrolled");
        // Without an enrolment a workspace that nobody is a member of, and a key that nobody can sign with.
        yield return new(WorkspaceId, (standing.Enrolled?.WorkspaceId ?? Guid.NewGuid()).ToString());
        yield return new(PublicKey, standing.Enrolled?.PublicKey ?? KeyOfNobody());
        if (standing.Kind == StandingKind.Enrolled)
            yield return new(Broker, standing.Enrolled!.ConnectionString);
    }

    private static string KeyOfNobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
