using System.Text.Json;
using LiveOps.Rules.Evaluating;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.ManagingRules;

/// <summary>
/// Statements that write one rule together with its version in the history: there is no change that the history does
/// not know. Each answers with the rule's columns, or with nothing where the version is not the one that was read.
/// </summary>
internal static class RuleWrites
{
    private const string Answer = $"select {RuleStore.Columns} from written";

    private static string Keep(string version = "version", string deleted = "false") =>
        $"""
            insert into rules.rule_versions (rule_id, version, workspace_id, account_id, name, enabled, deleted, definition, changed_by)
            select rule_id, {version}, workspace_id, account_id, name, enabled, {deleted}, definition, $3 from written
            """;

    public static NpgsqlBatchCommand Add(Guid workspace, Guid id, Guid? account, RuleContent content, string by)
    {
        var command = Command(
            $"""
            with written as (
                insert into rules.rules (workspace_id, rule_id, updated_by, name, enabled, definition, account_id)
                values ($1, $2, $3, $4, $5, $6, $7) returning *
            ), kept as ({Keep()}) {Answer}
            """,
            workspace,
            id,
            by
        );
        Fill(command, content);
        command.Parameters.Add(RuleStore.Parameter(account));
        return command;
    }

    public static NpgsqlBatchCommand Change(Guid workspace, Guid id, RuleContent content, long version, string by)
    {
        var command = Command(
            $"""
            with written as (
                update rules.rules set name = $4, enabled = $5, definition = $6, version = version + 1,
                    updated_at = now(), updated_by = $3
                where workspace_id = $1 and rule_id = $2 and version = $7 returning *
            ), kept as ({Keep()}) {Answer}
            """,
            workspace,
            id,
            by
        );
        Fill(command, content);
        command.Parameters.Add(new NpgsqlParameter { Value = version });
        return command;
    }

    public static NpgsqlBatchCommand Delete(Guid workspace, Guid id, long version, string by)
    {
        var command = Command(
            $"""
            with written as (
                delete from rules.rules where workspace_id = $1 and rule_id = $2 and version = $4 returning *
            ), kept as ({Keep("version + 1", "true")}) {Answer}
            """,
            workspace,
            id,
            by
        );
        command.Parameters.Add(new NpgsqlParameter { Value = version });
        return command;
    }

    /// <summary>Brings a deleted rule back, if <paramref name="version"/> is its last one.</summary>
    public static NpgsqlBatchCommand Revive(
        Guid workspace,
        Guid id,
        Guid? account,
        RuleContent content,
        long version,
        string by
    )
    {
        var command = Command(
            $"""
            with written as (
                insert into rules.rules (workspace_id, rule_id, updated_by, name, enabled, definition, account_id, version)
                select $1, $2, $3, $4, $5, $6, $7, $8 + 1
                where (
                    select max(version) from rules.rule_versions where workspace_id = $1 and rule_id = $2
                ) = $8
                on conflict (rule_id) do nothing returning *
            ), kept as ({Keep()}) {Answer}
            """,
            workspace,
            id,
            by
        );
        Fill(command, content);
        command.Parameters.Add(RuleStore.Parameter(account));
        command.Parameters.Add(new NpgsqlParameter { Value = version });
        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, Guid workspace, Guid id, string by) =>
        new(sql)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = workspace },
                new NpgsqlParameter { Value = id },
                new NpgsqlParameter { Value = by },
            },
        };

    private static void Fill(NpgsqlBatchCommand command, RuleContent content)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = content.Name.Trim() });
        command.Parameters.Add(new NpgsqlParameter { Value = content.Enabled });
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = JsonSerializer.Serialize(content.Definition, RuleJson.Options),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
    }
}
