using LiveOps.Hosting.Auditing;
using LiveOps.Rules.Auditing;
using Npgsql;

namespace LiveOps.Rules.ManagingRules;

/// <summary>What rules have been, the deleted ones too, and the way back.</summary>
internal sealed class RuleHistory(NpgsqlDataSource database, RuleStore rules)
{
    /// <summary>Versions that one answer holds.</summary>
    public const int PageSize = 100;

    private const string Columns =
        "rule_id, account_id, name, enabled, version, definition::text, changed_at, changed_by, deleted";

    /// <summary>The versions of a rule, latest first; none when this workspace never had it.</summary>
    /// <param name="workspace">The caller's.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="before">Only older versions than this; null: from the latest.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<RuleVersion>> ListAsync(
        Guid workspace,
        Guid rule,
        long? before,
        CancellationToken cancellation
    )
    {
        await using var select = database.CreateCommand(
            $"""
            select {Columns} from rules.rule_versions
            where workspace_id = $1 and rule_id = $2 and version < $3 order by version desc limit {PageSize}
            """
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(new() { Value = rule });
        select.Parameters.Add(new() { Value = before ?? long.MaxValue });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var versions = new List<RuleVersion>();
        while (await reader.ReadAsync(cancellation))
            versions.Add(new RuleVersion { Rule = RuleStore.Read(reader), Deleted = reader.GetBoolean(8) });
        return versions;
    }

    /// <returns>Null when this workspace has no such version.</returns>
    public async Task<RuleVersion?> FindAsync(Guid workspace, Guid rule, long version, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            $"select {Columns} from rules.rule_versions where workspace_id = $1 and rule_id = $2 and version = $3"
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(new() { Value = rule });
        select.Parameters.Add(new() { Value = version });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new RuleVersion { Rule = RuleStore.Read(reader), Deleted = reader.GetBoolean(8) }
            : null;
    }

    /// <summary>Makes an earlier version the latest one, also of a rule that has been deleted.</summary>
    /// <returns>Null when <paramref name="current"/> is no longer the rule's latest version.</returns>
    public async Task<RuleView?> RestoreAsync(
        Guid workspace,
        RuleView earlier,
        long current,
        Author by,
        CancellationToken cancellation
    ) =>
        await rules.WriteAsync(
            workspace,
            earlier.AccountId,
            // One of the two finds nothing to do: the rule is there, or it is not.
            [
                RuleWrites.Change(workspace, earlier.Id, earlier.Content(), current, by.Name),
                RuleWrites.Revive(workspace, earlier.Id, earlier.AccountId, earlier.Content(), current, by.Name),
            ],
            by,
            RuleChange.Of(
                earlier.Id,
                $"rule restored to version {earlier.Version}",
                (await rules.FindAsync(workspace, earlier.Id, cancellation))?.Content(),
                earlier.Content()
            ),
            cancellation
        );
}

/// <summary>What a rule was.</summary>
internal sealed record RuleVersion
{
    public required RuleView Rule { get; init; }

    /// <summary>With this version the rule was deleted; what it was then is still here.</summary>
    public required bool Deleted { get; init; }
}
