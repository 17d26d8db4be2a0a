using System.Text.Json.Nodes;
using LiveOps.Console.Quotas;
using LiveOps.Hosting.Identity;

namespace LiveOps.Tests.Console;

public sealed class QuotaTests
{
    [Theory]
    [InlineData("UTC", "2026-03-01T23:59:59Z", "2026-03-01", "2026-03-02T00:00:00Z")]
    [InlineData("Asia/Jakarta", "2026-03-01T16:59:59Z", "2026-03-01", "2026-03-01T17:00:00Z")]
    [InlineData("Asia/Jakarta", "2026-03-01T17:00:00Z", "2026-03-02", "2026-03-02T17:00:00Z")]
    // Of 23 and of 25 hours.
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-29", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-25", "2026-10-25T23:00:00Z")]
    // There the 8th of March of 2026 begins at one o'clock.
    [InlineData("America/Havana", "2026-03-08T04:59:59Z", "2026-03-07", "2026-03-08T05:00:00Z")]
    [InlineData("No/Such", "2026-03-01T23:00:00Z", "2026-03-01", "2026-03-02T00:00:00Z")]
    public void A_day_is_one_of_the_workspace(string zone, string now, string date, string ends)
    {
        var day = QuotaDay.Of(DateTimeOffset.Parse(now), zone);
        day.Date.ShouldBe(DateOnly.Parse(date));
        day.EndsAt.ShouldBe(DateTimeOffset.Parse(ends));
    }

    [Fact]
    public void What_is_counted_is_what_moves_devices_by_hand_and_what_exports_and_never_the_emergency_stop()
    {
        Permissions
            .All.Where(one => QuotaTable.CountedBy(one.Name) is not null)
            .Select(one => (one.Name, QuotaTable.CountedBy(one.Name)!.Name))
            .ShouldBe([
                (Permissions.DevicesFire, "device-moves"),
                (Permissions.SessionsExport, "exports"),
                (Permissions.ViewersExport, "exports"),
            ]);
        QuotaTable.CountedBy(Permissions.DevicesStop).ShouldBeNull();
        QuotaTable.CountedBy(PermissionEndpoints.AnyMember).ShouldBeNull();
    }

    [Fact]
    public void Limits_are_within_what_the_installation_allows()
    {
        MemberQuotas.Faults(Limits(("requests", 3_000), ("exports", 0)), 3_000).ShouldBeEmpty();
        MemberQuotas.Faults(Limits(("requests", 3_001)), 3_000)["requests"][0].ShouldContain("60 to 3000");
        MemberQuotas.Faults(Limits(("requests", 59)), 3_000).Keys.ShouldBe(["requests"]);
        MemberQuotas.Faults(Limits(("exports", -1)), 3_000).Keys.ShouldBe(["exports"]);
        MemberQuotas.Faults(Limits(("coins", 5)), 3_000)["coins"][0].ShouldContain("device-moves");
    }

    [Theory]
    [InlineData("GET", "/api/analytics/export/gifts", "sessions.export")]
    [InlineData("GET", "/api/v1/analytics/export/gifts", "sessions.export")]
    [InlineData("GET", "/API/Analytics/Export/gifts/", "sessions.export")]
    [InlineData("POST", "/api/rules/0198a000-0000-7000-8000-0000000000ff/fire", "devices.fire")]
    [InlineData("GET", "/api/rules/templates", "rules.read")]
    [InlineData("GET", "/api/rules/0198a000-0000-7000-8000-0000000000ff", "rules.edit")]
    [InlineData("POST", "/api/analytics/export/gifts", null)]
    [InlineData("GET", "/api/analytics", null)]
    public void A_request_asks_for_what_the_services_document_says(string method, string path, string? permission)
    {
        var document = JsonNode
            .Parse(
                """
                {"paths":{
                    "/api/rules/{id}":{"get":{"x-permission":"rules.edit"}},
                    "/api/rules/templates":{"get":{"x-permission":"rules.read"},"parameters":[]},
                    "/api/rules/{id}/fire":{"post":{"x-permission":"devices.fire"}},
                    "/api/analytics/export/{table}":{"get":{"x-permission":"sessions.export"}},
                    "/api/analytics":{"get":{}}
                }}
                """
            )!
            .AsObject();
        OperationPermissions.Find(OperationPermissions.Read(document), method, path).ShouldBe(permission);
    }

    private static Dictionary<string, int> Limits(params (string Name, int Most)[] limits) =>
        limits.ToDictionary(one => one.Name, one => one.Most, StringComparer.Ordinal);
}
