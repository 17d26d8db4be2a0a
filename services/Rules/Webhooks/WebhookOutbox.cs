using System.Text;
using LiveOps.Hosting.Webhooks;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.Webhooks;

/// <summary>
/// Writes calls in the caller's own transaction: they are made if and only if what they follow from is on the books.
/// </summary>
internal static class WebhookOutbox
{
    private const string Sql = """
        insert into rules.webhook_calls (call_id, workspace_id, account_id, rule_id, url, host, body, state, reason,
            created_at, finished_at)
        select call_id, workspace_id, account_id, rule_id, url, host, body, state, reason, created_at,
            case when state = 'Failed' then now() end
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as call (call_id, workspace_id, account_id, rule_id, url,
            host, body, state, reason, created_at)
        on conflict (call_id) do nothing
        """;

    /// <summary>
    /// Adds one statement to the batch. A call that is known by its id stays as it is. A call whose address or body
    /// cannot be is written as failed, with its reason: it must not stop what else the transaction writes.
    /// </summary>
    public static void Add(NpgsqlBatch batch, IReadOnlyList<WebhookCall> calls)
    {
        if (calls.Count == 0)
            return;
        var rows = calls.Select(Row.Of).ToArray();
        var insert = batch.CreateBatchCommand();
        insert.CommandText = Sql;
        Add(insert, NpgsqlDbType.Uuid, calls.Select(call => call.CallId).ToArray());
        Add(insert, NpgsqlDbType.Uuid, calls.Select(call => call.WorkspaceId).ToArray());
        Add(insert, NpgsqlDbType.Uuid, calls.Select(call => call.AccountId).ToArray());
        Add(insert, NpgsqlDbType.Uuid, calls.Select(call => call.RuleId).ToArray());
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.Url).ToArray());
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.Host).ToArray());
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.Body).ToArray());
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.State.ToString()).ToArray());
        Add(insert, NpgsqlDbType.Text, rows.Select(row => row.Reason).ToArray());
        Add(insert, NpgsqlDbType.TimestampTz, calls.Select(call => call.CreatedAt.UtcDateTime).ToArray());
        batch.BatchCommands.Add(insert);
    }

    private static void Add(NpgsqlBatchCommand insert, NpgsqlDbType type, Array values) =>
        insert.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });

    /// <summary>What is stored of a call, which is what PostgreSQL can store: no NUL, no half of a character.</summary>
    private sealed record Row(string Url, string Host, string? Body, WebhookState State, string? Reason)
    {
        public static Row Of(WebhookCall call)
        {
            if (WebhookUrl.Faults(call.Url) is { Count: > 0 } faults)
                return Refused($"The address {string.Join(" The address ", faults)}");
            var bytes = Encoding.UTF8.GetBytes(call.Body);
            if (bytes.Length > WebhookCall.MaxBodyBytes)
                return Refused($"The body has {bytes.Length} bytes; it may have {WebhookCall.MaxBodyBytes}.");
            if (Array.IndexOf(bytes, (byte)0) >= 0)
                return Refused("The body is no JSON: it holds a NUL.");
            return new(call.Url, WebhookUrl.Host(call.Url), Encoding.UTF8.GetString(bytes), WebhookState.Waiting, null);
        }

        private static Row Refused(string reason) => new("", "", null, WebhookState.Failed, reason);
    }
}
