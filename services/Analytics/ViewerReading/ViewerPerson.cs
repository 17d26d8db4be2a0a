using System.Globalization;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A person that a request names, and every user id that is theirs.</summary>
/// <param name="NamedId">The user id that was meant: another one than <paramref name="UserId"/> where it is merged.</param>
/// <param name="UserId">Under which the profile is kept.</param>
/// <param name="Ids">This one and those that are merged into it, in the order of their numbers.</param>
internal sealed record ViewerPerson(long NamedId, long UserId, long[] Ids)
{
    private const int LongestHandle = 200;

    // One alone is not made a set of one: PostgreSQL expects sets to be larger, finds its kept plan dear, and plans anew.
    private static readonly string _oneSql = Sql("(select $2::bigint as id, $3::text as handle, 1 as place) k");
    private static readonly string _manySql = Sql("unnest($2, $3) with ordinality as k(id, handle, place)");

    // An id before a handle of the same digits. Who has a handle now has held it until they were last seen, who had it
    // until it was last noted. Which person that is does not depend on the audience: reading and changing mean the same.
    private static string Sql(string names) =>
        $"""
            select f.named, f.person, f.person || array(
                select user_id from analytics.viewer_merges where workspace_id = $1 and into_user_id = f.person order by user_id
            )
            from {names}
            cross join lateral (
                select i.named, i.person from (
                    select k.id as named, coalesce((
                        select into_user_id from analytics.viewer_merges where workspace_id = $1 and user_id = k.id
                    ), k.id) as person, 0 as way, null::timestamptz as held_until
                    where k.id is not null
                    union all
                    select h.user_id, coalesce(m.into_user_id, h.user_id), 1,
                        greatest(h.last_at, case when lower(v.handle) = lower(k.handle) then p.last_seen_at end)
                    from analytics.viewer_handles h
                    left join analytics.viewers v using (workspace_id, user_id)
                    left join analytics.viewer_merges m using (workspace_id, user_id)
                    left join analytics.audiences w on w.workspace_id = h.workspace_id and w.account_id is null
                    left join analytics.viewer_profiles p
                        on p.audience_no = w.audience_no and p.user_id = coalesce(m.into_user_id, h.user_id)
                    where h.workspace_id = $1 and lower(h.handle) = lower(k.handle)
                ) i
                where exists (
                    select from analytics.audiences a join analytics.viewer_profiles p using (audience_no)
                    where a.workspace_id = $1 and p.user_id = i.person
                )
                order by i.way, i.held_until desc, i.named
                limit 1
            ) f
            where $4::int is null or exists (
                select from analytics.viewer_profiles where audience_no = $4 and user_id = f.person
            )
            order by k.place
            """;

    private const string IdsSql = """
        select k.id, k.id || array(
            select user_id from analytics.viewer_merges where workspace_id = $1 and into_user_id = k.id order by user_id
        )
        from unnest($2) as k(id)
        """;

    /// <summary>
    /// The viewer of a workspace with a numeric id, a handle (with or without @; with it, digits are a handle) or the id
    /// that the audit log has for them; null where there is none.
    /// </summary>
    public static Task<ViewerPerson?> FindAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        string who,
        CancellationToken cancellationToken
    ) => FindAsync(connection, workspaceId, null, who, cancellationToken);

    /// <summary>The same; null also where this audience does not know them.</summary>
    public static Task<ViewerPerson?> FindAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        string who,
        CancellationToken cancellationToken
    ) => FindAsync(connection, audience.WorkspaceId, audience.AudienceNo, who, cancellationToken);

    /// <summary>The same for many at once: those who are known, in the order in which they were named.</summary>
    public static async Task<List<ViewerPerson>> FindAllAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        IEnumerable<string> who,
        CancellationToken cancellationToken
    )
    {
        var names = who.Select(name => name.Trim()).ToList();
        await using var find = new NpgsqlCommand(_manySql, connection);
        find.Parameters.With(workspaceId)
            .With(names.ConvertAll(IdOf), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(names.ConvertAll(HandleOf), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(null, NpgsqlDbType.Integer);
        return await find.ReadAsync(Read, cancellationToken);
    }

    /// <summary>All user ids of a person, the one under which the profile is kept first.</summary>
    public static async Task<long[]> IdsAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        long userId,
        CancellationToken cancellationToken
    ) => (await IdsAsync(connection, workspaceId, [userId], cancellationToken))[userId];

    /// <summary>The same for many.</summary>
    /// <param name="people">Each once.</param>
    public static async Task<Dictionary<long, long[]>> IdsAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        IReadOnlyCollection<long> people,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(IdsSql, connection);
        find.Parameters.With(workspaceId).With(people.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var ids = await find.ReadAsync(
            row => (UserId: row.GetInt64(0), Ids: row.GetFieldValue<long[]>(1)),
            cancellationToken
        );
        return ids.ToDictionary(person => person.UserId, person => person.Ids);
    }

    private static async Task<ViewerPerson?> FindAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        int? audienceNo,
        string who,
        CancellationToken cancellationToken
    )
    {
        var name = who.Trim();
        // A handle has no hyphens, so this is none.
        if (Guid.TryParseExact(name, "D", out var auditId))
        {
            if (await AuditIds.FindAsync(connection, workspaceId, auditId, cancellationToken) is not { } userId)
                return null;
            name = userId.ToString(CultureInfo.InvariantCulture);
        }
        await using var find = new NpgsqlCommand(_oneSql, connection);
        find.Parameters.With(workspaceId)
            .With(IdOf(name), NpgsqlDbType.Bigint)
            .With(HandleOf(name), NpgsqlDbType.Text)
            .With(audienceNo, NpgsqlDbType.Integer);
        return (await find.ReadAsync(Read, cancellationToken)).FirstOrDefault();
    }

    private static ViewerPerson Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<long[]>(2));

    private static long? IdOf(string name) =>
        long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Null for what cannot be a handle: nobody has one that is as long, or that cannot be stored.</summary>
    private static string? HandleOf(string name)
    {
        var handle = StorableText.Of(name.TrimStart('@'), LongestHandle, out var isCut, out var isCleaned);
        return isCut || isCleaned || handle is "" ? null : handle;
    }
}
