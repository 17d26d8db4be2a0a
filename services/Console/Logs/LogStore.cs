using LiveOps.Console.Auditing;
using LiveOps.Contracts.Services;
using Npgsql;

namespace LiveOps.Console.Logs;

/// <summary>A changed level as it is kept.</summary>
/// <param name="Service">The service.</param>
/// <param name="Source">The part of it; null for all of it.</param>
/// <param name="Level">From which level on it writes.</param>
/// <param name="Until">Until when; null for ever.</param>
/// <param name="SetBy">The name of who changed it.</param>
/// <param name="SetAt">When.</param>
internal sealed record ChangedLevel(
    string Service,
    string? Source,
    ServiceLogLevel Level,
    DateTimeOffset? Until,
    string SetBy,
    DateTimeOffset SetAt
);

/// <summary>A kind of line, and how often there was one lately.</summary>
/// <param name="TemplateId">Follows from service, level, source and template.</param>
/// <param name="Service">Which service writes it.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Source">The part of the program.</param>
/// <param name="Template">The text before its values are put in.</param>
/// <param name="Example">The last line of it.</param>
/// <param name="Version">Of the program that it was seen from first.</param>
/// <param name="FirstSeenAt">When it was seen first, ever.</param>
/// <param name="LastSeenAt">When it was seen last.</param>
internal sealed record LogTemplate(
    Guid TemplateId,
    string Service,
    ServiceLogLevel Level,
    string Source,
    string Template,
    string Example,
    string Version,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt
);

/// <summary>How often a kind of line was written in one stretch of five minutes.</summary>
internal sealed record LogCount(Guid TemplateId, DateTimeOffset At, long Count);

/// <summary>Changed levels and counts of lines in schema <c>console</c>.</summary>
internal sealed class LogStore(NpgsqlDataSource database)
{
    /// <summary>Kinds of lines that are kept; new ones beyond that are not counted until old ones are forgotten.</summary>
    public const int MostTemplates = 2_000;

    private static readonly TimeSpan _countsAreKept = TimeSpan.FromHours(49);
    private static readonly TimeSpan _templatesAreKept = TimeSpan.FromDays(30);

    private const string LevelColumns = "service, source, level, until_at, set_by, set_at";
    private const string TemplateColumns =
        "t.template_id, t.service, t.level, t.source, t.template, t.example, t.first_version, t.first_seen_at, t.last_seen_at";

    /// <summary>Levels that are in force.</summary>
    public Task<List<ChangedLevel>> ReadLevelsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"""
            select {LevelColumns} from console.log_levels
            where until_at is null or until_at > $1 order by service, source
            """,
            ReadLevel,
            cancellationToken,
            now
        );

    /// <summary>Sets one level, in the place of the one that there was for the same.</summary>
    public async Task SetLevelAsync(
        ChangedLevel level,
        Func<ChangedLevel?, AuditEntry> audit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await TakeAsync(connection, level.Service, level.Source, cancellationToken);
        await connection.ExecuteAsync(
            $"""
            insert into console.log_levels ({LevelColumns}) values ($1, $2, $3, $4, $5, $6)
            on conflict (service, source) do update
            set level = excluded.level, until_at = excluded.until_at, set_by = excluded.set_by, set_at = excluded.set_at
            """,
            cancellationToken,
            level.Service,
            level.Source ?? "",
            level.Level.ToString(),
            level.Until,
            level.SetBy,
            level.SetAt
        );
        await connection.AuditAsync(audit(before), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes one level away.</summary>
    /// <returns>False when there was none in force.</returns>
    public async Task<bool> ResetLevelAsync(
        string service,
        string? source,
        DateTimeOffset now,
        Func<ChangedLevel, AuditEntry> audit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await TakeAsync(connection, service, source, cancellationToken);
        if (before is null || before.Until <= now)
            return false;
        await connection.AuditAsync(audit(before), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Adds to what was counted.</summary>
    public async Task CountAsync(
        IReadOnlyCollection<(LogTemplate Template, IReadOnlyDictionary<DateTimeOffset, long> Counts)> counted,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // In one order, so that two consoles that write at once do not wait for one another crosswise.
        LogTemplate[] templates = [.. counted.Select(one => one.Template).OrderBy(template => template.TemplateId)];
        await connection.ExecuteAsync(
            """
            insert into console.log_templates as t
                (template_id, service, level, source, template, example, first_version, first_seen_at, last_seen_at)
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                                 $8::timestamptz[], $9::timestamptz[])
                as n(id, service, level, source, template, example, version, first, last)
            where exists (select from console.log_templates k where k.template_id = n.id)
               or (select count(*) from console.log_templates) < $10
            on conflict (template_id) do update
            set example = excluded.example, last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at)
            """,
            cancellationToken,
            templates.Select(template => template.TemplateId).ToArray(),
            templates.Select(template => template.Service).ToArray(),
            templates.Select(template => template.Level.ToString()).ToArray(),
            templates.Select(template => template.Source).ToArray(),
            templates.Select(template => template.Template).ToArray(),
            templates.Select(template => template.Example).ToArray(),
            templates.Select(template => template.Version).ToArray(),
            templates.Select(template => template.FirstSeenAt).ToArray(),
            templates.Select(template => template.LastSeenAt).ToArray(),
            MostTemplates
        );
        LogCount[] counts =
        [
            .. counted
                .SelectMany(one =>
                    one.Counts.Select(count => new LogCount(one.Template.TemplateId, count.Key, count.Value))
                )
                .OrderBy(count => count.TemplateId)
                .ThenBy(count => count.At),
        ];
        await connection.ExecuteAsync(
            """
            insert into console.log_counts as c (template_id, at, count)
            select n.* from unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) as n(template_id, at, count)
            join console.log_templates using (template_id)
            on conflict (at, template_id) do update set count = c.count + excluded.count
            """,
            cancellationToken,
            counts.Select(count => count.TemplateId).ToArray(),
            counts.Select(count => count.At).ToArray(),
            counts.Select(count => count.Count).ToArray()
        );
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes away counts that nobody asks for any more, and kinds that were not seen for long.</summary>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "delete from console.log_counts where at < $1",
            cancellationToken,
            now - _countsAreKept
        );
        await connection.ExecuteAsync(
            "delete from console.log_templates where last_seen_at < $1",
            cancellationToken,
            now - _templatesAreKept
        );
        await connection.ExecuteAsync("delete from console.log_levels where until_at < $1", cancellationToken, now);
    }

    /// <summary>The kinds that were written since a moment: the most frequent or the newest ones.</summary>
    public Task<List<(LogTemplate Template, long Count)>> ReadTemplatesAsync(
        DateTimeOffset from,
        string? service,
        ServiceLogLevel? level,
        bool newestFirst,
        int most,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            $"""
            select {TemplateColumns}, sum(c.count)::bigint as number
            from console.log_counts c join console.log_templates t using (template_id)
            where c.at >= $1 and ($2::text is null or t.service = $2) and t.level = any($3)
            group by t.template_id
            order by {(newestFirst ? "t.first_seen_at desc, number desc" : "number desc, t.last_seen_at desc")}
            limit $4
            """,
            row => (ReadTemplate(row), row.GetInt64(9)),
            cancellationToken,
            from,
            service,
            Enum.GetValues<ServiceLogLevel>()
                .Where(one => level is null || one >= level)
                .Select(one => one.ToString())
                .ToArray(),
            most
        );

    /// <summary>How often some kinds were written since a moment, by five minutes.</summary>
    public Task<List<LogCount>> ReadCountsAsync(
        DateTimeOffset from,
        Guid[] templates,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            "select template_id, at, count from console.log_counts where at >= $1 and template_id = any($2)",
            row => new LogCount(row.GetGuid(0), row.Time(1), row.GetInt64(2)),
            cancellationToken,
            from,
            templates
        );

    /// <summary>Since when lines of each service are counted.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadKnownSinceAsync(
        CancellationToken cancellationToken
    ) =>
        (
            await database.ReadAsync(
                "select service, min(first_seen_at) from console.log_templates group by service",
                row => (Service: row.GetString(0), Since: row.Time(1)),
                cancellationToken
            )
        ).ToDictionary(one => one.Service, one => one.Since, StringComparer.Ordinal);

    private static async Task<ChangedLevel?> TakeAsync(
        NpgsqlConnection connection,
        string service,
        string? source,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.ReadAsync(
                $"delete from console.log_levels where service = $1 and source = $2 returning {LevelColumns}",
                ReadLevel,
                cancellationToken,
                service,
                source ?? ""
            )
        ).SingleOrDefault();

    private static ChangedLevel ReadLevel(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1) is { Length: > 0 } source ? source : null,
            Enum.Parse<ServiceLogLevel>(row.GetString(2)),
            row.TimeOrNull(3),
            row.GetString(4),
            row.Time(5)
        );

    private static LogTemplate ReadTemplate(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            Enum.Parse<ServiceLogLevel>(row.GetString(2)),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.Time(7),
            row.Time(8)
        );
}
