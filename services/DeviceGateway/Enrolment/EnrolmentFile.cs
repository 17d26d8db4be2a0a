using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>Who this gateway is, as the Console told when it was enrolled.</summary>
internal sealed record Enrolled
{
    public required Guid WorkspaceId { get; init; }
    public required string GatewayId { get; init; }

    /// <summary>The broker's address, without a name and a password.</summary>
    public required Uri Broker { get; init; }

    /// <summary>The gateway's own user at the broker.</summary>
    public required string User { get; init; }
    public required string Password { get; init; }

    /// <summary>What members' tokens are checked with.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The Console that it was enrolled at.</summary>
    public required string Console { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>For the bus: <c>amqp://user:password@host:port/vhost</c>.</summary>
    public string ConnectionString =>
        new UriBuilder(Broker) { UserName = Uri.EscapeDataString(User), Password = Uri.EscapeDataString(Password) }
            .Uri
            .AbsoluteUri;
}

/// <summary>
/// The enrolment in the gateway's folder, readable by its owner only, with the password encrypted by keys that lie in
/// a folder of their own; on Windows these are bound to the machine. So neither a copy of the file nor a backup that
/// leaves the keys out lets anybody in.
/// </summary>
internal sealed class EnrolmentFile
{
    private const string Name = "enrolment.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };
    private readonly string _path;
    private readonly string _keys;
    private readonly string _refused;

    /// <param name="folder">The gateway's folder; it is made where it is absent.</param>
    public EnrolmentFile(string folder)
    {
        _path = Path.Combine(Path.GetFullPath(folder), Name);
        _keys = Path.Combine(Path.GetFullPath(folder), "keys");
        _refused = $"{_path}.refused";
    }

    public bool Exists => File.Exists(_path);

    /// <summary>Changes whenever somebody enrols this gateway, whichever process does it.</summary>
    public DateTime Stamp => File.GetLastWriteTimeUtc(_path);

    /// <summary>
    /// Whether the broker has refused this enrolment. On the disk: a gateway that is started again does not try at once
    /// what was refused. A new enrolment is not refused.
    /// </summary>
    public bool IsRefused
    {
        get => File.Exists(_refused);
        set
        {
            if (value)
                File.WriteAllText(_refused, "The broker refuses this gateway; it asks again by itself.");
            else
                File.Delete(_refused);
        }
    }

    /// <summary>The enrolment; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">There is one that cannot be read; says what to do.</exception>
    public Enrolled? Read()
    {
        if (!File.Exists(_path))
            return null;
        try
        {
            var saved =
                JsonSerializer.Deserialize<Saved>(File.ReadAllBytes(_path), _json)
                ?? throw new JsonException("it is empty");
            return new Enrolled
            {
                WorkspaceId = saved.WorkspaceId,
                GatewayId = saved.GatewayId,
                Broker = saved.Broker,
                User = saved.User,
                Password = Protector().Unprotect(saved.ProtectedPassword),
                PublicKey = saved.PublicKey,
                Console = saved.Console,
                At = saved.At,
            };
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidOperationException(
                $"{_path} may not be read by {Environment.UserName}: run this as the user that the gateway runs as.",
                error
            );
        }
        catch (Exception error) when (error is JsonException or CryptographicException or IOException)
        {
            throw new InvalidOperationException(
                $"{_path} cannot be read ({error.Message}): enrol this gateway again.",
                error
            );
        }
    }

    /// <summary>Replaces the enrolment as a whole: a crash leaves the old one or the new one, on the disk.</summary>
    public void Write(Enrolled enrolled)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var saved = new Saved
        {
            WorkspaceId = enrolled.WorkspaceId,
            GatewayId = enrolled.GatewayId,
            Broker = enrolled.Broker,
            User = enrolled.User,
            ProtectedPassword = Protector().Protect(enrolled.Password),
            PublicKey = enrolled.PublicKey,
            Console = enrolled.Console,
            At = enrolled.At,
        };
        CloseKeys();
        var fresh = $"{_path}.new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(stream, saved, _json);
            stream.Flush(flushToDisk: true);
        }
        IsRefused = false;
        File.Move(fresh, _path, overwrite: true);
    }

    private IDataProtector Protector()
    {
        var keys = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(_keys)
            : Directory.CreateDirectory(_keys, OwnerOnly | UnixFileMode.UserExecute);
        return DataProtectionProvider
            .Create(
                keys,
                protection =>
                {
                    protection.SetApplicationName("LiveOps.DeviceGateway");
                    // The service runs as another user than whoever enrols it.
                    if (OperatingSystem.IsWindows())
                        protection.ProtectKeysWithDpapi(protectToLocalMachine: true);
                }
            )
            .CreateProtector("enrolment");
    }

    private void CloseKeys()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var key in Directory.EnumerateFiles(_keys))
            File.SetUnixFileMode(key, OwnerOnly);
    }

    private sealed record Saved
    {
        public required Guid WorkspaceId { get; init; }
        public required string GatewayId { get; init; }
        public required Uri Broker { get; init; }
        public required string User { get; init; }
        public required string ProtectedPassword { get; init; }
        public required string PublicKey { get; init; }
        public required string Console { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}
