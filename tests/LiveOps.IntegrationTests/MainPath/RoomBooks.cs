using System.Text.Json;
using LiveOps.AppHost;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>How a command ended.</summary>
internal sealed record CommandEnd(Guid Id, string Outcome);

/// <summary>All that is on the books about one room, entry by entry, as the console shows it.</summary>
internal sealed record RoomBooks
{
    /// <summary>Message ids of the gifts, as often as they are there.</summary>
    public required string[] Gifts { get; init; }

    /// <summary>Message ids that the rules decided about, as often as they did.</summary>
    public required string[] DecidedMessages { get; init; }

    /// <summary>Ids of the commands that the rules sent, as often as they are there.</summary>
    public required Guid[] Decided { get; init; }

    /// <summary>Commands with an outcome.</summary>
    public required CommandEnd[] Ended { get; init; }

    /// <summary>All that the books say of each command, for whoever looks for a fault.</summary>
    public required IReadOnlyDictionary<Guid, string> Told { get; init; }

    /// <summary>Commands without one.</summary>
    public Guid[] Open => [.. Decided.Except(Ended.Select(end => end.Id))];

    /// <summary>Commands with an outcome that no decision tells of.</summary>
    public Guid[] Undecided => [.. Ended.Select(end => end.Id).Except(Decided)];

    public static async Task<RoomBooks> ReadAsync(RunningSystem system, string room)
    {
        var session = (await system.SessionAsync(room))!.Value.GetProperty("id").GetString();
        var gifts = await PagesAsync(system, $"/api/analytics/live-sessions/{session}/events?kind=Gift&limit=1000");
        var actions = await PagesAsync(system, $"/api/analytics/live-sessions/{session}/actions?limit=1000");
        var decisions = await PagesAsync(
            system,
            $"/api/rules/decisions?accountId={Topology.AccountId}&limit=500",
            "before",
            // Latest first: behind the first one of another room there is none of this.
            decision => decision.GetProperty("roomId").GetString() == room
        );
        return new RoomBooks
        {
            Told = actions.ToDictionary(action => action.GetProperty("id").GetGuid(), action => action.GetRawText()),
            Gifts = [.. gifts.Select(gift => gift.GetProperty("messageId").GetString()!)],
            DecidedMessages = [.. decisions.Select(decision => decision.GetProperty("messageId").GetString()!)],
            Decided =
            [
                .. decisions
                    .SelectMany(decision => decision.GetProperty("commandIds").EnumerateArray())
                    .Select(id => id.GetGuid()),
            ],
            Ended =
            [
                .. actions
                    .Where(action => action.GetProperty("outcome").ValueKind == JsonValueKind.String)
                    .Select(action => new CommandEnd(
                        action.GetProperty("id").GetGuid(),
                        action.GetProperty("outcome").GetString()!
                    )),
            ],
        };
    }

    private static async Task<List<JsonElement>> PagesAsync(
        RunningSystem system,
        string path,
        string cursor = "after",
        Func<JsonElement, bool>? belongs = null
    )
    {
        var items = new List<JsonElement>();
        for (string? next = null; ; )
        {
            var page = await system.GetAsync(
                $"{path}{(next is null ? "" : $"&{cursor}={Uri.EscapeDataString(next)}")}"
            );
            var read = page.GetProperty("items").EnumerateArray().ToList();
            items.AddRange(read.TakeWhile(belongs ?? (_ => true)));
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
            if (next is null || (belongs is not null && !read.TrueForAll(belongs.Invoke)))
                return items;
        }
    }
}
