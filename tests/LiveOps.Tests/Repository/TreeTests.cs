using System.Text.RegularExpressions;
using System.Xml.Linq;
using LiveOps.AppHost;

namespace LiveOps.Tests.Repository;

/// <summary>The rules that keep the tree honest. At most ten; each has been seen red.</summary>
public sealed partial class TreeTests
{
    private static readonly string[] _folders =
    [
        .. Directory
            .GetDirectories(RepositoryRoot.File("services"))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_topology_names_every_service_folder_and_no_other() =>
        Topology.Services.Select(service => service.Folder).Order(StringComparer.Ordinal).ShouldBe(_folders);

    [Fact]
    public void The_solution_holds_every_project_and_builds_all_but_the_Aspire_host()
    {
        var solution = RepositoryRoot.Read("LiveOps.sln");
        var listed = ProjectLine()
            .Matches(solution)
            .ToDictionary(
                match => match.Groups["path"].Value.Replace('\\', '/'),
                match => match.Groups["id"].Value,
                StringComparer.Ordinal
            );
        listed.Keys.Order(StringComparer.Ordinal).ShouldBe(Projects().Order(StringComparer.Ordinal));
        foreach (var (path, id) in listed)
            solution
                .Contains($"{id}.Release|Any CPU.Build.0", StringComparison.Ordinal)
                .ShouldBe(path != "AppHost/LiveOps.AppHost.csproj", path);
    }

    [Fact]
    public void Compose_starts_the_services_of_the_topology_and_their_servers() =>
        ComposeService()
            .Matches(RepositoryRoot.Read("deploy/compose.yaml"))
            .Select(match => match.Groups["name"].Value)
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                Topology
                    .Services.Select(service => service.Name)
                    .Append(Topology.Postgres)
                    .Append(Topology.Rabbit)
                    .Order(StringComparer.Ordinal)
            );

    [Fact]
    public void Aspire_reads_the_same_topology() =>
        RepositoryRoot.Read("AppHost/AppHost.cs").ShouldContain("foreach (var service in Topology.Services)");

    [Fact]
    public void The_readme_and_the_architecture_name_every_service()
    {
        foreach (var document in new[] { "README.md", "docs/ARCHITECTURE.md" })
        {
            var text = RepositoryRoot.Read(document);
            foreach (var service in Topology.Services)
                text.ShouldContain($"`{service.Name}`", customMessage: document);
        }
    }

    [Fact]
    public void No_service_references_another()
    {
        foreach (var folder in _folders)
        {
            var project = XDocument.Load(RepositoryRoot.File($"services/{folder}/LiveOps.{folder}.csproj"));
            project
                .Descendants("ProjectReference")
                .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
                .ShouldAllBe(path => path.StartsWith("../../shared/", StringComparison.Ordinal), folder);
        }
    }

    [Fact]
    public void Contracts_reference_no_package_and_no_project() =>
        XDocument
            .Load(RepositoryRoot.File("shared/LiveOps.Contracts/LiveOps.Contracts.csproj"))
            .Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference")
            .ShouldBeEmpty();

    [Fact]
    public void Every_command_of_the_board_protocol_exists_on_both_sides()
    {
        var verbs = ProtocolVerb()
            .Matches(RepositoryRoot.Read("firmware/PROTOCOL.md"))
            .Select(match => match.Groups["verb"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        verbs.Count.ShouldBeGreaterThan(5);
        var board = Sources("firmware/core", "*.cpp", "*.h");
        var gateway = Sources("services/DeviceGateway", "*.cs");
        foreach (var verb in verbs)
        {
            board.ShouldContain(verb, customMessage: $"{verb} is not in firmware/core");
            gateway.ShouldContain(verb, customMessage: $"{verb} is not in services/DeviceGateway");
        }
    }

    [Fact]
    public void Program_files_are_tables_of_contents_and_no_file_outgrows_its_room()
    {
        foreach (var file in Files("services", "*.cs").Concat(Files("shared", "*.cs")))
        {
            var lines = File.ReadLines(file).Count();
            var limit = Path.GetFileName(file) == "Program.cs" ? 40 : 400;
            lines.ShouldBeLessThanOrEqualTo(limit, file);
        }
    }

    [Fact]
    public void The_tree_has_no_room_without_a_meaning()
    {
        string[] meaningless = ["Common", "Utils", "Helpers", "Core", "Infrastructure", "Manager", "Managers", "Misc"];
        foreach (var root in new[] { "services", "shared", "AppHost" })
            Directory
                .EnumerateDirectories(RepositoryRoot.File(root), "*", SearchOption.AllDirectories)
                .Where(folder => !folder.Contains("node_modules", StringComparison.Ordinal))
                .Select(folder => Path.GetFileName(folder)!)
                .ShouldNotContain(name => meaningless.Contains(name));
    }

    private static IEnumerable<string> Projects() =>
        new[] { "AppHost", "services", "shared", "tests" }
            .SelectMany(folder => Files(folder, "*.csproj"))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/'));

    private static string Sources(string folder, params string[] patterns) =>
        string.Join('\n', patterns.SelectMany(pattern => Files(folder, pattern)).Select(File.ReadAllText));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(RepositoryRoot.File(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal));

    [GeneratedRegex(
        "^Project\\([^)]*\\) = \"[^\"]*\", \"(?<path>[^\"]*\\.csproj)\", \"(?<id>[^\"]*)\"",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ProjectLine();

    // "services:" holds names indented by two; anything deeper belongs to one of them.
    [GeneratedRegex(
        "(?<=^services:\n(?s:.*?))^  (?<name>[a-z-]+):\\s*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ComposeService();

    // A row of PROTOCOL.md's tables: | `PING` | ...
    [GeneratedRegex("^\\| `(?<verb>[A-Z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProtocolVerb();
}
