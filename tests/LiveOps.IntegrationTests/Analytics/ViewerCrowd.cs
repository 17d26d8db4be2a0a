using NpgsqlTypes;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>A made-up person of a crowd.</summary>
internal sealed record CrowdMember(long UserId, string Handle, string Nickname)
{
    public long Coins { get; init; }
    public long Gifts { get; init; }
    public long Comments { get; init; }
    public long Likes { get; init; }
    public long Shares { get; init; }
    public long Follows { get; init; }
    public long WatchMs { get; init; }
    public int Visits { get; init; }
    public long Points { get; init; }
    public DateTimeOffset FirstSeen { get; init; }
    public DateTimeOffset LastSeen { get; init; }
    public int Tier { get; init; }
    public bool IsFavorite { get; init; }
    public bool IsBlocked { get; init; }
    public string[] Tags { get; init; } = [];
}

/// <summary>Viewers of one account, written straight into the tables, with many who are equal in something.</summary>
internal sealed class ViewerCrowd(AnalyticsHost host, int seed)
{
    private static readonly DateTimeOffset _day = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] _names =
    [
        "Anna",
        "anna_",
        "Bert%",
        "Ünal",
        "مرحبا",
        "🌹Rosa",
        "Дмитрий",
        "50%_off",
    ];

    public Guid Workspace { get; } = Guid.CreateVersion7();
    public Guid Account { get; } = Guid.CreateVersion7();
    public List<CrowdMember> Members { get; } = [];

    public static CrowdMember Make(int n, Random random) =>
        new(
            7_000 + n,
            $"{_names[random.Next(2)].ToLowerInvariant()}{random.Next(10_000)}.{n}",
            $"{_names[random.Next(_names.Length)]} {random.Next(300)}"
        )
        {
            // Few different values: most are equal to somebody.
            Coins = random.Next(4) == 0 ? random.Next(30) * 10 : 0,
            Gifts = random.Next(3) == 0 ? random.Next(5) : 0,
            Comments = random.Next(6),
            Likes = random.Next(3),
            Shares = random.Next(20) == 0 ? 1 : 0,
            Follows = random.Next(2),
            WatchMs = random.Next(10) * 60_000L,
            Visits = 1 + random.Next(4),
            Points = random.Next(5) == 0 ? random.Next(-2, 6) : 0,
            FirstSeen = _day.AddMinutes(random.Next(50)),
            LastSeen = _day.AddHours(2).AddMinutes(random.Next(50)),
            Tier = random.Next(8) == 0 ? random.Next(5) : 0,
            IsFavorite = random.Next(30) == 0,
            IsBlocked = random.Next(40) == 0,
            Tags = random.Next(10) == 0 ? ["regular", "100%"] : [],
        };

    public async Task AddAsync(int count)
    {
        var random = new Random(seed);
        await AddAsync([.. Enumerable.Range(0, count).Select(n => Make(n, random))]);
    }

    public async Task AddAsync(IReadOnlyList<CrowdMember> members)
    {
        Members.AddRange(members);
        await using var command = host.Database.CreateCommand(
            """
            with audience as (
                insert into analytics.audiences (workspace_id, account_id) values ($1, null), ($1, $2)
                on conflict (workspace_id, account_id) do update set account_id = excluded.account_id returning audience_no
            ), people as (
                insert into analytics.viewers (workspace_id, user_id, handle, nickname, named_at, tags)
                select $1, u, h, n, now(), coalesce(string_to_array(nullif(t, ''), '|'), '{}') from unnest($3, $4, $5, $6) as k(u, h, n, t)
                on conflict (workspace_id, user_id) do nothing
            )
            insert into analytics.viewer_profiles (audience_no, user_id, coins, gifts, comments, likes, shares, follows,
                watch_ms, visits, points, first_seen_at, last_seen_at, vip_tier, is_favorite, is_blocked)
            select a.audience_no, k.* from unnest($3, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) as k
            cross join audience a
            """
        );
        void Column<T>(NpgsqlDbType type, Func<CrowdMember, T> value) =>
            command.Parameters.Add(
                new() { Value = members.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type }
            );
        command.Parameters.Add(new() { Value = Workspace });
        command.Parameters.Add(new() { Value = Account });
        Column(NpgsqlDbType.Bigint, one => one.UserId);
        Column(NpgsqlDbType.Text, one => one.Handle);
        Column(NpgsqlDbType.Text, one => one.Nickname);
        Column(NpgsqlDbType.Text, one => string.Join('|', one.Tags));
        Column(NpgsqlDbType.Bigint, one => one.Coins);
        Column(NpgsqlDbType.Bigint, one => one.Gifts);
        Column(NpgsqlDbType.Bigint, one => one.Comments);
        Column(NpgsqlDbType.Bigint, one => one.Likes);
        Column(NpgsqlDbType.Bigint, one => one.Shares);
        Column(NpgsqlDbType.Bigint, one => one.Follows);
        Column(NpgsqlDbType.Bigint, one => one.WatchMs);
        Column(NpgsqlDbType.Integer, one => one.Visits);
        Column(NpgsqlDbType.Bigint, one => one.Points);
        Column(NpgsqlDbType.TimestampTz, one => one.FirstSeen.UtcDateTime);
        Column(NpgsqlDbType.TimestampTz, one => one.LastSeen.UtcDateTime);
        Column(NpgsqlDbType.Smallint, one => (short)one.Tier);
        Column(NpgsqlDbType.Boolean, one => one.IsFavorite);
        Column(NpgsqlDbType.Boolean, one => one.IsBlocked);
        await command.ExecuteNonQueryAsync();
        await SearchableNames.FillAsync(host.Database, Workspace);
    }
}
