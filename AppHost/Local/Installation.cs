using System.Security.Cryptography;
using System.Text.Json;

namespace LiveOps.AppHost.Local;

/// <summary>The folder in which one installation of the local host keeps everything it makes (<c>.liveops/</c>).</summary>
internal sealed class Installation
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private const UnixFileMode OwnerAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public Installation(string root, string state)
    {
        Root = Path.GetFullPath(root);
        State = Path.GetFullPath(state);
        Directory.CreateDirectory(State);
        Directory.CreateDirectory(DataFolder);
        Directory.CreateDirectory(Logs);
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL's user must be able to pass through, nobody else has to look in.
            const UnixFileMode passThrough = OwnerAll | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(State, passThrough);
            File.SetUnixFileMode(DataFolder, passThrough);
            File.SetUnixFileMode(Logs, OwnerAll);
        }
        Secrets = LoadSecrets();
    }

    /// <summary>The repository.</summary>
    public string Root { get; }
    public string State { get; }

    /// <summary>Tells this installation from others on the machine.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(State)))[..12];
    public string Logs => Path.Combine(State, "logs");

    /// <summary>Where services write files of their own, beside what they print.</summary>
    public string ServiceLogs => Path.Combine(Logs, "services");
    public string EndpointsFile => Path.Combine(State, "endpoints.json");
    public string RestartsFile => Path.Combine(State, "restarts.json");
    private string DataFolder => Path.Combine(State, "data");
    private string SecretsFile => Path.Combine(State, "secrets.json");
    private string LockFile => Path.Combine(State, "lock");
    private string HolderFile => Path.Combine(State, "pid");

    /// <summary>Keys and passwords of this installation, made at its first start, readable by its owner only.</summary>
    public LocalSecrets Secrets { get; private set; }

    /// <summary>A folder that one part of the system keeps its own data in.</summary>
    public string Data(string name)
    {
        var folder = Path.Combine(DataFolder, name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>
    /// Takes the installation for this process, until it ends in whatever way.
    /// </summary>
    /// <returns>Null when another process has it.</returns>
    public FileStream? TryLock()
    {
        try
        {
            // Only FileShare.None is an exclusive lock on Linux; so the holder's id is in a file beside it.
            var held = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(HolderFile, $"{Environment.ProcessId}\n");
            return held;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Process id of whoever holds the installation; null when nobody does.</summary>
    public int? Holder()
    {
        try
        {
            using var free = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return null;
        }
        catch (IOException)
        {
            return int.TryParse(File.ReadAllText(HolderFile), out var holder) ? holder : null;
        }
    }

    public void WritePrivate(string path, object content)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(content, Json));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary, OwnerOnly);
        File.Move(temporary, path, overwrite: true);
    }

    private LocalSecrets LoadSecrets()
    {
        if (File.Exists(SecretsFile))
        {
            var kept = JsonSerializer.Deserialize<LocalSecrets>(File.ReadAllText(SecretsFile), Json)!;
            // An installation that is older than this key gets it now.
            if (kept.SecretsKey is null)
                WritePrivate(SecretsFile, kept = kept with { SecretsKey = NewKey() });
            return kept;
        }
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secrets = new LocalSecrets(
            Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            NewPassword(),
            NewPassword(),
            NewPassword(),
            NewKey()
        );
        WritePrivate(SecretsFile, secrets);
        return secrets;
    }

    /// <summary>Makes another password for the admin and keeps it; the console does not know it yet.</summary>
    public string RenewAdminPassword()
    {
        Secrets = Secrets with { AdminPassword = NewPassword() };
        WritePrivate(SecretsFile, Secrets);
        return Secrets.AdminPassword;
    }

    /// <summary>Base64 of 32 random bytes, as the services want a key.</summary>
    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>20 characters that are easy to type and hard to mistake for one another: 98 bits.</summary>
    private static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
}

/// <summary>Secrets of one installation.</summary>
internal sealed record LocalSecrets(
    string AuthPrivateKey,
    string AuthPublicKey,
    string AdminPassword,
    string PostgresPassword,
    string RabbitPassword,
    string SecretsKey
)
{
    /// <summary>The secret that the topology calls <c>${secret:name}</c>.</summary>
    public string Named(string name) =>
        name switch
        {
            "admin-password" => AdminPassword,
            "secrets-key" => SecretsKey,
            _ => throw new InvalidOperationException($"The topology names the secret {name}, which nobody makes."),
        };
}
