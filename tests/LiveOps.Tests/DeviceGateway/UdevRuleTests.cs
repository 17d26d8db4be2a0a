using System.Globalization;
using System.Text.RegularExpressions;
using LiveOps.DeviceGateway.Serial;
using LiveOps.Tests.Repository;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>The rule that opens boards to the service and the gateway's own list name the same USB devices.</summary>
public partial class UdevRuleTests
{
    private static readonly ushort[] s_vendors = [0x2341, 0x2A03, 0x1A86, 0x0403, 0x10C4, 0x303A, 0x046D];

    [Fact]
    public void The_rule_marks_what_the_gateway_nominates_and_nothing_else()
    {
        var rules = Marks().Matches(RepositoryRoot.Read("deploy/linux/60-liveops-boards.rules"));
        var marked = rules
            .SelectMany(rule =>
                rule.Groups["products"].Success
                    ? rule.Groups["products"]
                        .Value.Split('|')
                        .Select(product => (Hex(rule.Groups["vendor"].Value), Hex(product)))
                    : Enumerable
                        .Range(0, ushort.MaxValue + 1)
                        .Select(product => (Hex(rule.Groups["vendor"].Value), (ushort)product))
            )
            .ToHashSet();
        var nominated =
            from vendor in s_vendors
            from product in Enumerable.Range(0, ushort.MaxValue + 1)
            where UsbBoards.IsNominated(vendor, (ushort)product)
            select (vendor, (ushort)product);

        rules.Count.ShouldBe(6);
        marked
            .SetEquals(nominated)
            .ShouldBeTrue(
                string.Join(", ", marked.Except(nominated).Take(3))
                    + " / "
                    + string.Join(", ", nominated.Except(marked).Take(3))
            );
    }

    private static ushort Hex(string text) => ushort.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """ATTRS\{idVendor\}=="(?<vendor>[0-9a-f]{4})", (ATTRS\{idProduct\}=="(?<products>[0-9a-f|]+)", )?ENV\{LIVEOPS_BOARD\}="1"$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Marks();
}
