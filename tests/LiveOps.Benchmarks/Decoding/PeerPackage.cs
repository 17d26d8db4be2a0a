using System.Diagnostics;

namespace LiveOps.Benchmarks.Decoding;

/// <summary>
/// The npm package to compare with. AGPL-3.0: it is fetched when the benchmark runs, into a folder of build output,
/// and runs as a separate program; nothing of it is part of this project.
/// </summary>
internal sealed record PeerPackage(string Folder, string Driver)
{
    public const string Name = "tiktok-live-connector";
    public const string Version = "2.5.0";

    /// <summary>Null, and why, where the package or Node cannot be had.</summary>
    public static async Task<(PeerPackage? Package, string? Why)> GetAsync(
        string root,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(root, "artifacts", "peer");
        var package = new PeerPackage(
            folder,
            Path.Combine(root, "tests", "LiveOps.Benchmarks", "Decoding", "peer-decode.mjs")
        );
        if (File.Exists(Path.Combine(folder, "node_modules", Name, "package.json")))
            return (package, null);
        Directory.CreateDirectory(folder);
        try
        {
            using var npm = Process.Start(
                new ProcessStartInfo(
                    OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                    [
                        "install",
                        "--prefix",
                        folder,
                        "--no-save",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        $"{Name}@{Version}",
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var error = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.StandardOutput.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            return npm.ExitCode == 0
                ? (package, null)
                : (null, $"npm cannot install {Name}@{Version}: {(await error).Trim().ReplaceLineEndings(" ")}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "npm is not installed");
        }
    }
}
