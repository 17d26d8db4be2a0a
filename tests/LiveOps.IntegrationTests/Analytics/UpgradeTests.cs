using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LiveOps.Analytics;
using LiveOps.Analytics.Viewers;
using LiveOps.IntegrationTests.Servers;
using Npgsql;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What an earlier version of the service has stored is there after an upgrade.</summary>
public sealed class UpgradeTests(SharedServers servers)
{
    private static readonly (long Id, string Handle, string? Nickname)[] _people =
    [
        (1, "anna_01", "Anna 🌹 Ünal"),
        (2, "needle.in_hay", "مرحبا"),
        (3, "fancy", "ＦＡＮＣＹ 𝓛𝓮𝓽𝓽𝓮𝓻𝓼"),
        (4, "x", null),
    ];

    [Fact]
    public async Task Names_and_sums_of_before_are_found_after_it()
    {
        var database = await servers.CreateDatabaseAsync();
        var workspace = Guid.CreateVersion7();
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await MigrateUntilAsync(source, "0008");
            await FillAsync(source, workspace);
        }

        await using var host = await AnalyticsHost.StartAsync(database, await servers.CreateVirtualHostAsync());

        using var client = host.Client(workspace);
        foreach (
            var (text, found) in ((string, string)[])
                [
                    ("nna_", "1"),
                    ("a 🌹", "1"),
                    ("ünal", "1"),
                    ("in_hay", "2"),
                    ("رحب", "2"),
                    ("fancy let", "3"),
                    ("x", "4"),
                    ("earlier", "2"),
                ]
        )
        {
            using var page = JsonDocument.Parse(
                await client.GetStringAsync($"/api/viewer-profiles?search={Uri.EscapeDataString(text)}")
            );
            page.RootElement.GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("id").GetString())
                .ShouldBe([found], text);
        }
        foreach (
            var (names, grams) in await host.RowsAsync(
                "select names, grams from analytics.viewer_search",
                row => (row.GetString(0), row.GetFieldValue<long[]>(1))
            )
        )
            grams.Order().ShouldBe(SearchNames.GramsOf(workspace, names).Order(), names);
        await ViewerTruth.SumsShouldBeThoseOfProfilesAsync(host);
    }

    private static async Task MigrateUntilAsync(NpgsqlDataSource database, string number)
    {
        const string Folder = ".Migrations.";
        var assembly = typeof(AnalyticsModule).Assembly;
        await using var make = database.CreateCommand(
            "create schema analytics; create table analytics.migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())"
        );
        await make.ExecuteNonQueryAsync();
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(name => name.Contains(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];
            if (string.CompareOrdinal(name, number) >= 0)
                break;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = await reader.ReadToEndAsync();
            await using var apply = database.CreateCommand(sql);
            await apply.ExecuteNonQueryAsync();
            await using var record = database.CreateCommand(
                "insert into analytics.migrations (name, checksum) values ($1, $2)"
            );
            record.Parameters.Add(new() { Value = name });
            record.Parameters.Add(new() { Value = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sql))) });
            await record.ExecuteNonQueryAsync();
        }
    }

    private static async Task FillAsync(NpgsqlDataSource database, Guid workspace)
    {
        await using var fill = database.CreateCommand(
            $"""
            insert into analytics.audiences (workspace_id, account_id)
                values ('{workspace}', null), ('{workspace}', gen_random_uuid());
            insert into analytics.viewer_profiles (audience_no, user_id, first_seen_at, last_seen_at, coins, visits, vip_tier)
                select audience_no, u, now(), now(), u * 10, u, u % 2 from analytics.audiences, generate_series(1, 5) as u;
            insert into analytics.viewer_handles (workspace_id, user_id, handle, first_at, last_at)
                values ('{workspace}', 2, 'earlier', now(), now());
            """
        );
        await fill.ExecuteNonQueryAsync();
        foreach (var (id, handle, nickname) in _people)
        {
            await using var person = database.CreateCommand(
                "insert into analytics.viewers (workspace_id, user_id, handle, nickname, named_at) values ($1, $2, $3, $4, now())"
            );
            person.Parameters.Add(new() { Value = workspace });
            person.Parameters.Add(new() { Value = id });
            person.Parameters.Add(new() { Value = handle });
            person.Parameters.Add(new() { Value = (object?)nickname ?? DBNull.Value });
            await person.ExecuteNonQueryAsync();
        }
    }
}
