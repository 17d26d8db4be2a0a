using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Npgsql;

namespace LiveOps.Analytics.Importing;

/// <summary>What the program did on gifts and comments: entries of the action log, without an outcome that nobody knows.</summary>
internal sealed class ImportedActions(ImportSource source)
{
    private const string Sql = """
        insert into analytics.actions
            (id, workspace_id, account_id, session_no, room_id, message_id, event_kind, viewer_id, viewer_name, decided_at,
            action, detail)
        select $1, $2, $3, s.session_no, $4, $5, $6, $7, $8, $9, $10, 'Imported'
        from analytics.live_sessions s where s.workspace_id = $2 and s.account_id = $3 and s.room_id = $4
        on conflict (id) do nothing
        """;

    private readonly List<(LiveGamesRow Row, LiveEvent Happened, SessionKey Session)> _actions = [];

    public void Add(LiveGamesRow row, LiveEvent happened, ImportedSession session)
    {
        // Programs write what they triggered, or 0, 1, true, false.
        if (row.Action is { } action && action is not ("0" or "False" or "false" or "None"))
            _actions.Add((row, happened, session.Key));
    }

    /// <summary>Stores those added so far; their sessions are on the books.</summary>
    public async Task StoreAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (_actions.Count == 0)
            return;
        await using var batch = database.CreateBatch();
        foreach (var (row, happened, session) in _actions)
        {
            var insert = new NpgsqlBatchCommand(Sql);
            insert
                .Parameters.With(source.RowId(row.Table + " action", row.Id))
                .With(session.WorkspaceId)
                .With(session.AccountId)
                .With(session.RoomId)
                .With(happened.MessageId)
                .With((short)happened.Kind)
                .With(happened.Viewer!.UserId)
                .With(row.Name!)
                .With(happened.At)
                .With(row.Action!);
            batch.BatchCommands.Add(insert);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _actions.Clear();
    }
}
