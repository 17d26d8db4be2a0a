using LiveOps.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Console.Describing;

/// <summary>What the product is.</summary>
/// <param name="Product">Its name.</param>
/// <param name="Version">The Console's.</param>
/// <param name="Licence">SPDX expression.</param>
/// <param name="Packages">Of others, in the Console and in what all services share, by name.</param>
internal sealed record AboutView(
    string Product,
    string Version,
    string Licence,
    IReadOnlyList<ShippedPackage> Packages
);

/// <summary>A package of others.</summary>
/// <param name="Name">As its registry has it.</param>
/// <param name="Version">Which.</param>
/// <param name="Licence">SPDX expression, or where its licence stands; empty where the package does not say.</param>
internal sealed record ShippedPackage(string Name, string Version, string Licence);

/// <summary><c>GET /api/about</c>; the build writes down the packages.</summary>
internal static class About
{
    private static readonly AboutView _view = new("LiveOps", LiveOpsDefaults.Version, "Apache-2.0", ReadPackages());

    public static Ok<AboutView> Handle() => TypedResults.Ok(_view);

    private static IReadOnlyList<ShippedPackage> ReadPackages()
    {
        using var stream =
            typeof(About).Assembly.GetManifestResourceStream("licences.txt")
            ?? throw new InvalidOperationException("The build has not written down the packages' licences.");
        using var reader = new StreamReader(stream);
        return
        [
            .. reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split('|'))
                .Select(parts => new ShippedPackage(parts[0], parts[1], parts[2]))
                .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }
}
