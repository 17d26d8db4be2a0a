using LiveOps.Hosting.Auditing;
using LiveOps.Rules.Auditing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using Npgsql;

namespace LiveOps.Rules.Sharing;

/// <summary>Writes the rules of a file: all of them, or none.</summary>
internal sealed class RuleImporter(NpgsqlDataSource database, ChangeLog changes)
{
    /// <param name="workspace">The caller's.</param>
    /// <param name="account">Whose rules they become; null: all accounts of the workspace share them.</param>
    /// <param name="drafts">Valid rules.</param>
    /// <param name="onConflict">What happens to a rule that is there already.</param>
    /// <param name="onElsewhere">What happens to a rule that the same accounts have from elsewhere: both would fire.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="dryRun">Says what it would do, and does nothing.</param>
    /// <param name="cancellation">Stops it; nothing is kept then.</param>
    public async Task<ImportReport> ImportAsync(
        Guid workspace,
        Guid? account,
        IReadOnlyList<RuleDraft> drafts,
        OnConflict onConflict,
        OnElsewhere onElsewhere,
        Author by,
        bool dryRun,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var known = await ReadKnownAsync(connection, workspace, account, cancellation);
        var matched = Match(drafts, known);
        var elsewhere = Elsewhere(drafts, await ReadElsewhereAsync(connection, workspace, account, cancellation));
        // One after the other in time, so that rules sort by id as in their file.
        var start = DateTimeOffset.UtcNow;
        var planned = drafts
            .Select(
                (draft, n) =>
                {
                    var same = onConflict == OnConflict.Copy ? null : matched.GetValueOrDefault(draft);
                    var twins = matched.ContainsKey(draft) ? [] : elsewhere[draft].ToArray();
                    // What names a rule that is left out names its twin.
                    var kept = same ?? (onElsewhere == OnElsewhere.LeaveOut ? twins.FirstOrDefault() : null);
                    return (
                        Draft: draft,
                        Same: same,
                        Twins: twins,
                        Id: kept?.Id ?? Guid.CreateVersion7(start.AddMilliseconds(n))
                    );
                }
            )
            .ToArray();
        var ids = planned
            .Where(one => one.Draft.LocalId is not null)
            .ToDictionary(one => one.Draft.LocalId!.Value, one => one.Id);
        var report = new ImportReport();
        var told = new List<Change>();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (draft, same, twins, id) in planned)
        {
            var content = new RuleContent(
                draft.Name,
                draft.Enabled ?? same?.Enabled ?? true,
                RuleReferences.Change(draft.Definition, local => ids.GetValueOrDefault(local, local))
            );
            var rule = new ImportedRule(id, draft.Name, draft.Path);
            report.Elsewhere.AddRange(
                twins.Select(twin => new RuleElsewhere(twin.Id, twin.AccountId, twin.Enabled, draft.Name, draft.Path))
            );
            if (twins.Length > 0 && onElsewhere == OnElsewhere.LeaveOut)
                report.Skipped.Add(rule);
            else if (same is null)
            {
                batch.BatchCommands.Add(RuleWrites.Add(workspace, id, account, content, by.Name));
                told.Add(RuleChange.Of(id, "rule imported", null, content));
                report.Added.Add(rule);
            }
            else if (onConflict == OnConflict.Skip)
                report.Skipped.Add(rule);
            else if (IsSame(content, same.Content()))
                report.Unchanged.Add(rule);
            else
            {
                batch.BatchCommands.Add(RuleWrites.Change(workspace, id, content, same.Version, by.Name));
                told.Add(RuleChange.Of(id, "rule changed by an import", same.Content(), content));
                report.Updated.Add(rule);
            }
        }
        if (dryRun)
            return report;
        if (batch.BatchCommands.Count > 0)
        {
            AccountNotice.Add(batch, workspace, account);
            await batch.ExecuteNonQueryAsync(cancellation);
            foreach (var change in told)
                await changes.AddAsync(transaction, workspace, by, change, cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return report;
    }

    /// <summary>The account's own rules, held so that nobody else changes them, or imports, in the meantime.</summary>
    private static async Task<IReadOnlyList<RuleView>> ReadKnownAsync(
        NpgsqlConnection connection,
        Guid workspace,
        Guid? account,
        CancellationToken cancellation
    )
    {
        await using var hold = new NpgsqlCommand(
            "select pg_advisory_xact_lock(hashtextextended('rules-import/' || $1::text, 0))",
            connection
        );
        hold.Parameters.Add(new() { Value = workspace });
        await hold.ExecuteNonQueryAsync(cancellation);
        await using var select = new NpgsqlCommand(
            $"""
            select {RuleStore.Columns} from rules.rules
            where workspace_id = $1 and account_id is not distinct from $2 order by rule_id for update
            """,
            connection
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(RuleStore.Parameter(account));
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await RuleStore.ReadAllAsync(reader, cancellation);
    }

    /// <summary>Rules that fire for the same accounts without being among those that the import is about.</summary>
    private static async Task<IReadOnlyList<RuleView>> ReadElsewhereAsync(
        NpgsqlConnection connection,
        Guid workspace,
        Guid? account,
        CancellationToken cancellation
    )
    {
        await using var select = new NpgsqlCommand(
            $"""
            select {RuleStore.Columns} from rules.rules
            where workspace_id = $1 and (account_id is null) <> ($2::uuid is null) order by rule_id
            """,
            connection
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(RuleStore.Parameter(account));
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await RuleStore.ReadAllAsync(reader, cancellation);
    }

    private static ILookup<RuleDraft, RuleView> Elsewhere(
        IReadOnlyList<RuleDraft> drafts,
        IReadOnlyList<RuleView> others
    ) =>
        others
            .GroupBy(rule => rule.AccountId)
            .SelectMany(rules => Match(drafts, [.. rules]))
            .ToLookup(
                match => match.Key,
                match => match.Value,
                (IEqualityComparer<RuleDraft>)ReferenceEqualityComparer.Instance
            );

    /// <summary>
    /// The same rule is the one of the same form and key; for a rule of no such form, the one of the same name. Each
    /// is taken once.
    /// </summary>
    private static Dictionary<RuleDraft, RuleView> Match(IReadOnlyList<RuleDraft> drafts, IReadOnlyList<RuleView> known)
    {
        var free = known
            .GroupBy(rule => Identity(rule.Imported, rule.Name))
            .ToDictionary(same => same.Key, same => new Queue<RuleView>(same));
        // A rule that was imported once and now comes in a file to share is still known by its name.
        var byName = known
            .Where(rule => rule.Imported is not null)
            .GroupBy(rule => rule.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => new Queue<RuleView>(same), StringComparer.Ordinal);
        var matched = new Dictionary<RuleDraft, RuleView>(ReferenceEqualityComparer.Instance);
        foreach (var draft in drafts)
            if (
                (
                    free.TryGetValue(Identity(draft.Definition.Imported, draft.Name), out var same)
                    && same.TryDequeue(out var rule)
                )
                || (
                    draft.Definition.Imported is null
                    && byName.TryGetValue(draft.Name, out same)
                    && same.TryDequeue(out rule)
                )
            )
                matched[draft] = rule;
        return matched;
    }

    private static (string Form, string Key) Identity(ImportedForm? imported, string name) =>
        imported is null ? ("", name) : (imported.Form, imported.Key);

    private static bool IsSame(RuleContent one, RuleContent other) =>
        one.Name == other.Name
        && one.Enabled == other.Enabled
        && System.Text.Json.JsonSerializer.Serialize(one.Definition, RuleJson.Options)
            == System.Text.Json.JsonSerializer.Serialize(other.Definition, RuleJson.Options);
}

/// <summary>What an import does to a rule that is there already.</summary>
internal enum OnConflict
{
    /// <summary>It becomes what the file says; its history keeps what it was.</summary>
    Replace,

    /// <summary>It stays as it is.</summary>
    Skip,

    /// <summary>The file's rule is added beside it.</summary>
    Copy,
}

/// <summary>
/// What an import does to a new rule that is there for the same accounts already: shared by all where it is to be one
/// account's, or some account's where it is to be shared.
/// </summary>
internal enum OnElsewhere
{
    /// <summary>It is added, and both fire.</summary>
    Take,

    /// <summary>It is left out, and the one that is there stays.</summary>
    LeaveOut,
}

/// <summary>What an import has done.</summary>
internal sealed record ImportReport
{
    public List<ImportedRule> Added { get; init; } = [];
    public List<ImportedRule> Updated { get; init; } = [];

    /// <summary>They were like that already.</summary>
    public List<ImportedRule> Unchanged { get; init; } = [];

    /// <summary>They were there, and were left as they are.</summary>
    public List<ImportedRule> Skipped { get; init; } = [];

    /// <summary>Rules that are the same as a new one of the file and fire for the same accounts: both would.</summary>
    public List<RuleElsewhere> Elsewhere { get; init; } = [];

    /// <summary>What was not valid and was left out, by path.</summary>
    public IReadOnlyDictionary<string, string[]> LeftOut { get; init; } = new Dictionary<string, string[]>();
}

/// <summary>A rule of an import.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it stood in the file.</param>
internal sealed record ImportedRule(Guid Id, string Name, string Path);

/// <summary>A rule that is there already, and is the same as one of an import.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="AccountId">Whose it is; null: all accounts share it.</param>
/// <param name="Enabled">It is on.</param>
/// <param name="Name">The name of the file's rule.</param>
/// <param name="Path">Where that stood in the file.</param>
internal sealed record RuleElsewhere(Guid Id, Guid? AccountId, bool Enabled, string Name, string Path);
