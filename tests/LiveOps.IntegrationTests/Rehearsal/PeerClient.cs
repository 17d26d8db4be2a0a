using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace LiveOps.IntegrationTests.Rehearsal;

/// <summary>
/// The unmodified npm package tiktok-live-connector (AGPL-3.0) as an independent client, only ever as a process of its
/// own: it is fetched when a test runs, is never linked and never becomes part of the product.
/// </summary>
internal static class PeerClient
{
    public const string Package = "tiktok-live-connector@2.5.0";
    private static readonly SemaphoreSlim s_installing = new(1, 1);

    /// <summary>Folder whose node_modules hold the package; null, with the reason, when the registry cannot be reached.</summary>
    public static async Task<(string? Folder, string Reason)> InstallAsync(CancellationToken cancel)
    {
        var folder = Path.Combine(Path.GetTempPath(), "liveops-peer-2.5.0");
        await s_installing.WaitAsync(cancel);
        try
        {
            if (Directory.Exists(Path.Combine(folder, "node_modules", "tiktok-live-connector")))
            {
                return (folder, "");
            }
            Directory.CreateDirectory(folder);
            var (code, output) = await RunAsync(
                "npm",
                ["install", Package, "--no-save", "--no-audit", "--no-fund", "--prefix", folder],
                cancel
            );
            return code == 0 ? (folder, "") : (null, $"npm cannot install {Package}: {output}");
        }
        finally
        {
            s_installing.Release();
        }
    }

    /// <summary>Starts the driver on a room and waits until it is connected.</summary>
    public static async Task<Running> StartAsync(string folder, string baseUrl, string handle, CancellationToken cancel)
    {
        var start = StartInfo("node", [Driver(), "--modules", folder, "--base", baseUrl, "--user", handle, "--print"]);
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync(cancel);
        var first = await process.StandardOutput.ReadLineAsync(cancel);
        if (JsonNode.Parse(first ?? "{}")?["connected"] is null)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The peer did not connect: {first}");
        }
        return new Running(process);
    }

    private static string Driver()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(
                folder.FullName,
                "tests",
                "LiveOps.IntegrationTests",
                "Rehearsal",
                "peer-driver.mjs"
            );
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw new FileNotFoundException("peer-driver.mjs lies in no folder above the tests.");
    }

    private static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static async Task<(int Code, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel
    )
    {
        using var process = Process.Start(StartInfo(program, arguments))!;
        var output = new StringBuilder();
        output.Append(await process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output.ToString());
    }

    internal sealed class Running(Process process) : IDisposable
    {
        /// <summary>Every line the driver prints until it ends by itself, the summary last.</summary>
        public async Task<List<JsonNode>> ReadToEndAsync(CancellationToken cancel)
        {
            var lines = new List<JsonNode>();
            while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                lines.Add(JsonNode.Parse(line)!);
            }
            return lines;
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
            process.Dispose();
        }
    }
}
