using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>Two Ingestions as processes on one database, one of them killed with messages that nobody has heard yet.</summary>
public sealed class ReplicaTests(SharedServers servers)
{
    private const double LeaseSeconds = 5;

    [Fact]
    public async Task Each_account_has_one_owner_and_what_a_killed_one_kept_counts_once()
    {
        string database = await servers.CreateDatabaseAsync();
        string broker = await servers.CreateVirtualHostAsync();
        await using WebApplication rehearsal = await Hosts.RehearsalAsync();
        using var tiktok = new HttpClient { BaseAddress = rehearsal.Address() };
        (WebApplication listener, Books books) = await Hosts.ListenerAsync(broker);
        await using WebApplication _ = listener;
        await using AnalyticsHost analytics = await AnalyticsHost.StartAsync(database, broker);
        await using var line = new CuttableLine(broker);
        await using var first = new IngestionProcess(
            database,
            line.ConnectionString,
            rehearsal.Address(),
            LeaseSeconds
        );
        await using var second = new IngestionProcess(database, broker, rehearsal.Address(), LeaseSeconds);
        await using NpgsqlDataSource leases = NpgsqlDataSource.Create(database);
        await first.StartAsync();
        await second.StartAsync();
        await BothKnowOfEachOtherAsync(leases);

        List<Watched> all = [];
        foreach (string handle in (string[])["ada", "bea", "cleo", "dora"])
        {
            all.Add(await AddAsync(second, new RehearsalRoom(tiktok, handle)));
        }
        await RehearsalRoom.WaitAsync(async () => await AllFollowedOnceAsync(all), "one consumer in each room");
        Dictionary<Guid, string> owners = await OwnersAsync(leases);
        owners.Values.GroupBy(owner => owner).Select(group => group.Count()).ShouldBe([2, 2]);
        // An account changed hands already if it was added while the replicas shared the others.
        Dictionary<Guid, long> epochs = await EpochsAsync(leases);
        foreach (Watched one in all)
        {
            await one.Room.ActAsync();
            await one.Room.AgreeAsync(books.Of(one.Account), "served");
        }

        // The first cannot reach the broker, takes what happens all the same, says so in the database, and is killed.
        await line.CutAsync();
        foreach (Watched one in all)
        {
            await one.Room.ActAsync();
            await one.Room.PostAsync("gifts", """{"gift":"Rose","count":7,"streak":true,"user":"cy"}""");
            await RehearsalRoom.WaitAsync(() => AcknowledgedAsync(one), "every frame to be acknowledged");
            // Else the heir, who is told everything once more, would take it as well.
            await RehearsalRoom.WaitAsync(() => SavedAsync(leases, one.Account, 7), "the streak to be saved");
        }
        string dead = owners.Values.First(owner => owner.Contains($":{first.ProcessId}:", StringComparison.Ordinal));
        await first.KillAsync();
        List<Watched> orphans = [.. all.Where(one => owners[one.Account] == dead)];
        string heir = owners.Values.First(owner => owner != dead);
        DateTimeOffset ranOut = await LeaseEndAsync(leases, orphans[0].Account);
        await RehearsalRoom.WaitAsync(
            async () => (await OwnersAsync(leases)).Values.All(owner => owner == heir),
            "the other to take all accounts",
            () => second.Output
        );
        // A new lease runs from the moment in which it was taken.
        DateTimeOffset taken = (await LeaseEndAsync(leases, orphans[0].Account)).AddSeconds(-LeaseSeconds);
        (taken - ranOut).TotalSeconds.ShouldBeInRange(0, LeaseSeconds + 10);
        await RehearsalRoom.WaitAsync(async () => await AllFollowedOnceAsync(all), "one consumer in each room again");
        foreach (Watched one in all)
        {
            await one.Room.ActAsync();
        }
        await RehearsalRoom.WaitAsync(() => AllHaveHeard(orphans, books, epochs), "the heir's events");
        foreach (Watched one in orphans)
        {
            (await LacksAsync(one, books)).ShouldBeTrue("only the dead one has what it had taken");
        }

        line.Mend();
        await first.StartAsync();
        foreach (Watched one in all)
        {
            JsonElement truth = await one.Room.AgreeAsync(books.Of(one.Account), "served");
            await analytics.EventuallyAsync(
                truth.GetProperty("served").GetProperty("coins").GetInt64(),
                "select coins from analytics.live_sessions where account_id = $1",
                one.Account
            );
            // Each owner's messages are in order by themselves, and the heir's lie above those of the dead.
            List<IGrouping<long, long>> byOwner = [.. books.Of(one.Account).Sequences.GroupBy(number => number >> 32)];
            long epoch = epochs[one.Account];
            byOwner
                .Select(group => group.Key)
                .SkipWhile(key => key < epoch)
                .ShouldBe(orphans.Contains(one) ? [epoch, epoch + 1] : [epoch]);
            byOwner.ShouldAllBe(group => group.SequenceEqual(group.Distinct().Order()));
        }
        (await analytics.QueryAsync<long>("select count(*) from analytics.live_sessions")).ShouldBe(all.Count);
        (await AllFollowedOnceAsync(all)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_killed_one_that_is_started_again_takes_its_accounts_back_without_waiting_for_its_lease()
    {
        string database = await servers.CreateDatabaseAsync();
        string broker = await servers.CreateVirtualHostAsync();
        await using WebApplication rehearsal = await Hosts.RehearsalAsync();
        using var tiktok = new HttpClient { BaseAddress = rehearsal.Address() };
        (WebApplication listener, Books books) = await Hosts.ListenerAsync(broker);
        await using WebApplication _ = listener;
        await using var only = new IngestionProcess(database, broker, rehearsal.Address(), leaseSeconds: 300);
        await using NpgsqlDataSource leases = NpgsqlDataSource.Create(database);
        await only.StartAsync();
        Watched watched = await AddAsync(only, new RehearsalRoom(tiktok, "ada"));
        await RehearsalRoom.WaitAsync(() => AllFollowedOnceAsync([watched]), "the room is followed");
        await watched.Room.ActAsync();
        await watched.Room.AgreeAsync(books.Of(watched.Account), "served");

        await only.KillAsync();
        await only.StartAsync();

        await RehearsalRoom.WaitAsync(() => AllFollowedOnceAsync([watched]), "the room is followed again");
        await watched.Room.ActAsync();
        await watched.Room.AgreeAsync(books.Of(watched.Account), "served");
        books.Of(watched.Account).Sequences.Select(sequence => sequence >> 32).Distinct().ShouldBe([1, 2]);
    }

    private static bool AllHaveHeard(List<Watched> orphans, Books books, Dictionary<Guid, long> before) =>
        orphans.TrueForAll(one =>
            books.Of(one.Account).Sequences.Exists(sequence => sequence >> 32 > before[one.Account])
        );

    private static async Task<bool> LacksAsync(Watched one, Books books) =>
        RehearsalRoom.Differences((await one.Room.TruthAsync()).GetProperty("served"), books.Of(one.Account)).Length
        > 0;

    private static async Task BothKnowOfEachOtherAsync(NpgsqlDataSource leases)
    {
        async Task<long> CheckedInAfterAsync(DateTimeOffset moment)
        {
            await using NpgsqlCommand command = leases.CreateCommand(
                "select count(*) from ingestion.replicas where expires_at > $1"
            );
            command.Parameters.AddWithValue(moment.UtcDateTime.AddSeconds(LeaseSeconds));
            return (long)(await command.ExecuteScalarAsync())!;
        }

        await RehearsalRoom.WaitAsync(async () => await CheckedInAfterAsync(default) == 2, "two replicas");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await RehearsalRoom.WaitAsync(async () => await CheckedInAfterAsync(now) == 2, "both to check in again");
    }

    private static async Task<Watched> AddAsync(IngestionProcess replica, RehearsalRoom room)
    {
        await room.PostAsync("start", "{}");
        // Whoever takes a room over is told everything once more.
        await room.PostAsync("faults", """{"historyReplay":{"kinds":"All","count":5000}}""");
        using HttpClient client = replica.Client();
        HttpResponseMessage reply = await client.PostAsJsonAsync(
            "/api/ingestion/accounts",
            new { handle = room.Handle }
        );
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Content.ReadAsStringAsync());
        return new Watched(room, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
    }

    private static async Task<bool> AllFollowedOnceAsync(List<Watched> all)
    {
        foreach (Watched one in all)
        {
            if ((await one.Room.ShowAsync()).GetProperty("consumers").GetInt32() != 1)
            {
                return false;
            }
        }
        return true;
    }

    private static async Task<bool> AcknowledgedAsync(Watched one)
    {
        JsonElement delivered = (await one.Room.TruthAsync()).GetProperty("acknowledged");
        return delivered.GetProperty("framesAcknowledged").GetInt64() == delivered.GetProperty("framesSent").GetInt64();
    }

    /// <summary>The counting state is saved behind the hot path, all of a room at once: its last streak comes with the rest.</summary>
    private static async Task<bool> SavedAsync(NpgsqlDataSource states, Guid account, int streak)
    {
        await using NpgsqlCommand command = states.CreateCommand(
            "select exists (select from ingestion.streaks where account_id = $1 and maximum = $2)"
        );
        command.Parameters.AddWithValue(account);
        command.Parameters.AddWithValue(streak);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<Dictionary<Guid, string>> OwnersAsync(NpgsqlDataSource leases)
    {
        await using NpgsqlCommand command = leases.CreateCommand("select account_id, owner from ingestion.leases");
        var owners = new Dictionary<Guid, string>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            owners.Add(reader.GetGuid(0), reader.GetString(1));
        }
        return owners;
    }

    private static async Task<Dictionary<Guid, long>> EpochsAsync(NpgsqlDataSource leases)
    {
        await using NpgsqlCommand command = leases.CreateCommand("select account_id, epoch from ingestion.leases");
        var epochs = new Dictionary<Guid, long>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            epochs.Add(reader.GetGuid(0), reader.GetInt64(1));
        }
        return epochs;
    }

    private static async Task<DateTimeOffset> LeaseEndAsync(NpgsqlDataSource leases, Guid account)
    {
        await using NpgsqlCommand command = leases.CreateCommand(
            "select expires_at from ingestion.leases where account_id = $1"
        );
        command.Parameters.AddWithValue(account);
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }

    private sealed record Watched(RehearsalRoom Room, Guid Account);
}
