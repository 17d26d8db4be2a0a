using System.Globalization;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;

namespace LiveOps.Analytics.Importing;

/// <summary>
/// The database of the viewer-profiles plugin. All of it is one live session on the books: what a person did there is its
/// row of that session, so profiles are still the sums of their sessions. A newer copy of the database sets the rows anew
/// and adds the differences to the profiles. One transaction: all of it or nothing.
/// </summary>
internal sealed class ProfilesImport(NpgsqlDataSource database, Audiences audiences, EventPartitions partitions)
{
    private const int ChunkRows = 2_000;

    public static bool Fits(SqliteFile file) =>
        file.Has("viewer_profiles", "id", "tiktok_username", "total_coins_spent");

    public static ImportSource SourceOf(Guid workspace, SqliteFile file, string? name)
    {
        if (name is not null)
            return ImportSource.Of(workspace, "viewer-profiles", name);
        var first = file.Query(
                $"select id, tiktok_username, {file.Column("viewer_profiles", "first_seen_at")} from viewer_profiles order by id limit 1"
            )
            .Select(row => $"{row.GetValue(0)}|{row.GetValue(1)}|{row.GetValue(2)}")
            .FirstOrDefault();
        return ImportSource.Of(workspace, "viewer-profiles", "by first viewer", first);
    }

    public async Task RunAsync(
        SqliteFile file,
        ImportSource source,
        ImportSettings settings,
        ImportReport report,
        CancellationToken cancellationToken
    )
    {
        var account = settings.AccountId!.Value;
        await audiences.EnsureAsync([(source.WorkspaceId, account)], cancellationToken);
        var people = new ImportedPeople(source, settings);
        people.Map(file, report.Of("viewer_profiles"));

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var audience = (await audiences.LockAsync(transaction, [(source.WorkspaceId, account)], cancellationToken))[
            (source.WorkspaceId, account)
        ];
        var session = await ProfilesSession.OpenAsync(transaction, source, account, cancellationToken);
        await partitions.EnsureAsync(session.OpenedOn, cancellationToken);

        // What only this import writes comes first: rows of people who may be live now are held for a moment alone.
        await HistoryAsync(file, people, session, settings, report, transaction, cancellationToken);
        var newest = await new ImportedVisits(session, people, settings).StoreAsync(
            file,
            report.Of("viewer_sessions"),
            transaction,
            cancellationToken
        );
        var books = new ProfilesBooks(transaction, source, session, audience);
        foreach (var chunk in people.Read(file).Chunk(ChunkRows))
            await books.StoreAsync(chunk, newest, report.Of("viewer_profiles"), cancellationToken);
        await new ImportedHours(transaction, session, audience, people, settings).StoreAsync(
            file,
            report.Of("viewer_activity_heatmap"),
            cancellationToken
        );
        await ImportedTiers.StoreAsync(transaction, source.WorkspaceId, file, report, cancellationToken);
        await session.SumAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Tell(people, settings, report);
    }

    private static async Task HistoryAsync(
        SqliteFile file,
        ImportedPeople people,
        ProfilesSession session,
        ImportSettings settings,
        ImportReport report,
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var history = new ImportedHistory(people, settings);
        foreach (
            var (name, rows) in ((string, IEnumerable<ImportedEvent>)[])
                [
                    ("viewer_gift_history", history.Gifts(file, report.Of("viewer_gift_history"))),
                    ("viewer_interactions", history.Interactions(file, report.Of("viewer_interactions"))),
                ]
        )
        {
            var table = report.Of(name);
            if (session.IsRemoved)
            {
                table.Read = file.Count(name);
                table.Skip("the workspace's retention has removed what was imported before", table.Read);
                continue;
            }
            foreach (var chunk in rows.Chunk(ChunkRows))
            {
                var stored = await ImportedHistory.StoreAsync(transaction, session, chunk, cancellationToken);
                table.New += stored;
                table.Known += chunk.Length - stored;
            }
        }
    }

    private static void Tell(ImportedPeople people, ImportSettings settings, ImportReport report)
    {
        report.Notes.Add(
            settings.CoinsAsIs
                ? "Coins were taken as the file has them. The plugin books twice what viewers pay: import with coins=halved (the default) for what they paid."
                : "Coins were halved: the plugin books twice what viewers pay (10 Roses as 20 coins). Import with coins=asIs for the file's own numbers."
        );
        report.Notes.Add(
            "Likes are fewer than were given: the plugin counts one for each message, which tells of up to 15 likes."
        );
        report.Notes.Add(
            "Watch time and visits are the plugin's own counts: its visits do not end after silence, and a first visit counts as two."
        );
        if (people.WithoutId > 0)
            report.Notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Viewers without a TikTok id in the file ({people.WithoutId:N0}) are known by their name, tagged \"imported\"; merge them with the real person where you know that they are the same."
                )
            );
    }
}
