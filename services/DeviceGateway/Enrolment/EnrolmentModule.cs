using System.Security.Cryptography;
using LiveOps.Hosting.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>
/// Who this gateway is: an enrolment says what settings leave out. A broker that is set wins over an enrolment; without
/// one, the name and the workspace of the enrolment hold, because its user may use no other.
/// </summary>
internal static class EnrolmentModule
{
    private const string Id = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Id)}";
    private const string WorkspaceId = $"{GatewayOptions.Section}:{nameof(GatewayOptions.WorkspaceId)}";
    private const string DataFolder = $"{GatewayOptions.Section}:{nameof(GatewayOptions.DataFolder)}";
    private const string Broker = $"ConnectionStrings:{LiveOpsBus.ConnectionName}";
    private const string PublicKey = "Auth:PublicKey";

    /// <param name="builder">The host.</param>
    /// <param name="isManaged">Whether a service manager starts the process again.</param>
    public static Standing AddEnrolment(this WebApplicationBuilder builder, bool isManaged)
    {
        var standing = Complete(builder.Configuration);
        builder.Services.AddSingleton(new EnrolmentFile(FolderOf(builder.Configuration)));
        builder.Services.AddSingleton(standing);
        builder.Services.AddSingleton(services => new GatewayRestart(
            services.GetRequiredService<IHostApplicationLifetime>(),
            isManaged
        ));
        builder.Services.AddHostedService<EnrolmentWatch>();
        return standing;
    }

    /// <summary>Adds the gateway's folder, and who it is by its enrolment, to what is set.</summary>
    public static Standing Complete(ConfigurationManager configuration)
    {
        var folder = FolderOf(configuration);
        var standing = Read(new EnrolmentFile(folder), configuration);
        configuration.AddInMemoryCollection([
            KeyValuePair.Create<string, string?>(DataFolder, folder),
            .. Told(standing),
            .. Defaults(standing).Where(setting => configuration[setting.Key] is not { Length: > 0 }),
        ]);
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

    internal static Standing Read(EnrolmentFile file, IConfiguration configuration)
    {
        if (configuration[Broker] is { Length: > 0 })
            return new Standing(StandingKind.Configured, null, null);
        try
        {
            return file.Read() is { } enrolled
                ? new Standing(file.IsRefused ? StandingKind.Revoked : StandingKind.Enrolled, enrolled, null)
                : new Standing(StandingKind.NotEnrolled, null, null);
        }
        catch (InvalidOperationException error)
        {
            return new Standing(StandingKind.NotEnrolled, null, error.Message);
        }
    }

    /// <summary>What an enrolment says, whatever is set beside it.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Told(Standing standing)
    {
        if (standing.Enrolled is not { } enrolled)
            yield break;
        yield return new(Id, enrolled.GatewayId);
        yield return new(WorkspaceId, enrolled.WorkspaceId.ToString());
        yield return new(PublicKey, enrolled.PublicKey);
        if (standing.Kind == StandingKind.Enrolled)
            yield return new(Broker, enrolled.ConnectionString);
    }

    /// <summary>Of a gateway that belongs to nobody: a workspace without members, a key that nobody can sign with.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Defaults(Standing standing)
    {
        if (standing.Kind != StandingKind.NotEnrolled)
            yield break;
        yield return new(Id, "not-enrolled");
        yield return new(WorkspaceId, Guid.NewGuid().ToString());
        yield return new(PublicKey, KeyOfNobody());
    }

    private static string KeyOfNobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
