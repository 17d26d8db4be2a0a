using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Benchmarks.Rules;

/// <summary>
/// The npm package to compare with (ISC). It is fetched when the benchmark runs, into a folder of build output, and
/// runs as a program of its own.
/// </summary>
internal sealed class RulesPeer
{
    public const string Name = "json-rules-engine";
    public const string Version = "7.3.1";

    private readonly string _folder;
    private readonly string _driver;

    private RulesPeer(string root)
    {
        _folder = Path.Combine(root, "artifacts", "peer-rules");
        _driver = Path.Combine(root, "tests", "LiveOps.Benchmarks", "Rules", "peer-rules.mjs");
    }

    /// <summary>Null, and why, where the package or Node cannot be had.</summary>
    public static async Task<(RulesPeer? Peer, string? Why)> GetAsync(string root, CancellationToken cancellationToken)
    {
        var peer = new RulesPeer(root);
        if (File.Exists(Path.Combine(peer._folder, "node_modules", Name, "package.json")))
            return (peer, null);
        Directory.CreateDirectory(peer._folder);
        try
        {
            await RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                [
                    "install",
                    "--prefix",
                    peer._folder,
                    "--no-save",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    $"{Name}@{Version}",
                ],
                cancellationToken
            );
            return (peer, null);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return (null, $"npm cannot install {Name}@{Version}: {error.Message}");
        }
    }

    /// <summary>The same rules and events in the peer's words.</summary>
    public async Task<PeerRounds> RunAsync(
        IReadOnlyList<Rule> rules,
        IReadOnlyList<LiveEvent> events,
        int rounds,
        CancellationToken cancellationToken
    )
    {
        var work = Path.Combine(_folder, "work.json");
        var said = new
        {
            Rules = rules.Select(rule => new
            {
                Gift = (rule.Definition.Trigger as GiftTrigger)?.GiftNames[0],
                Keyword = (rule.Definition.Trigger as CommentTrigger)?.Keywords[0],
            }),
            Events = events.Select(happened => new { Gift = happened.Gift?.Name ?? "", Text = happened.Text ?? "" }),
        };
        await File.WriteAllTextAsync(
            work,
            JsonSerializer.Serialize(said, JsonSerializerOptions.Web),
            cancellationToken
        );
        var answer = await RunAsync(
            "node",
            [_driver, _folder, work, rounds.ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );
        return JsonSerializer.Deserialize<PeerRounds>(answer, JsonSerializerOptions.Web)!;
    }

    private static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? said
            : throw new InvalidOperationException((await error).Trim().ReplaceLineEndings(" "));
    }
}

/// <summary>What the peer's rounds cost.</summary>
internal sealed record PeerRounds(IReadOnlyList<double> NanosecondsAnEvent, int Matches);
