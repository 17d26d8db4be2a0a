using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Webcast;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Ingestion.Leasing;

/// <summary>Counting state of rooms in the database. Maxima never go down there, whoever writes last.</summary>
internal sealed class RoomStates(NpgsqlDataSource database)
{
    private const string SaveRoom = """
        insert into ingestion.rooms (account_id, room_id, like_maximum, recent_ids, recent_types, updated_at)
        values ($1, $2, $3, $4, $5, now())
        on conflict (account_id, room_id) do update set
            like_maximum = greatest(rooms.like_maximum, excluded.like_maximum),
            recent_ids = excluded.recent_ids, recent_types = excluded.recent_types, updated_at = now()
        """;

    private const string SaveStreaks = """
        insert into ingestion.streaks (account_id, room_id, user_id, gift_id, group_id, receiver_id,
            maximum, last_message_id, last_seen, is_final, gift_name, coins)
        select $1, $2, * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
            $7::int[], $8::bigint[], $9::timestamptz[], $10::boolean[], $11::text[], $12::int[])
        on conflict (account_id, room_id, user_id, gift_id, group_id, receiver_id) do update set
            maximum = greatest(streaks.maximum, excluded.maximum),
            last_message_id = excluded.last_message_id, last_seen = excluded.last_seen,
            is_final = streaks.is_final or excluded.is_final,
            gift_name = excluded.gift_name, coins = excluded.coins
        """;

    private const string Forget = """
        delete from ingestion.rooms where account_id = $1 and updated_at < now() - interval '3 days';
        """;

    private const string ForgetStreaks = """
        delete from ingestion.streaks where account_id = $1 and last_seen < now() - interval '3 days';
        """;

    public async Task SaveAsync(Guid accountId, SavedRoom room, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch batch = database.CreateBatch();
        // The journal holds the same until this is written: waiting for the disk would buy nothing.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"));
        batch.BatchCommands.Add(
            Command(
                SaveRoom,
                accountId,
                room.RoomId,
                room.LikeMaximum,
                room.Recent.Select(seen => seen.MessageId).ToArray(),
                room.Recent.Select(seen => (short)seen.Type).ToArray()
            )
        );
        if (room.Streaks.Count > 0)
        {
            IReadOnlyList<SavedStreak> streaks = room.Streaks;
            NpgsqlBatchCommand save = Command(
                SaveStreaks,
                accountId,
                room.RoomId,
                streaks.Select(streak => streak.Key.UserId).ToArray(),
                streaks.Select(streak => streak.Key.GiftId).ToArray(),
                streaks.Select(streak => streak.Key.GroupId).ToArray(),
                streaks.Select(streak => streak.Key.ReceiverId).ToArray(),
                streaks.Select(streak => streak.Maximum).ToArray(),
                streaks.Select(streak => streak.LastMessageId).ToArray(),
                streaks.Select(streak => streak.LastSeen).ToArray(),
                streaks.Select(streak => streak.IsFinal).ToArray()
            );
            save.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = streaks.Select(streak => streak.GiftName).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                }
            );
            save.Parameters.Add(new NpgsqlParameter { Value = streaks.Select(streak => streak.Coins).ToArray() });
            batch.BatchCommands.Add(save);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<SavedRoom> LoadAsync(Guid accountId, long roomId, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch forget = database.CreateBatch();
        forget.BatchCommands.Add(Command(Forget, accountId));
        forget.BatchCommands.Add(Command(ForgetStreaks, accountId));
        await forget.ExecuteNonQueryAsync(cancellationToken);
        var room = new SavedRoom(roomId, 0) { Streaks = await StreaksAsync(accountId, roomId, cancellationToken) };
        await using NpgsqlCommand command = database.CreateCommand(
            "select like_maximum, recent_ids, recent_types from ingestion.rooms where account_id = $1 and room_id = $2"
        );
        command.Parameters.AddWithValue(accountId);
        command.Parameters.AddWithValue(roomId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return room;
        }
        long[] ids = await reader.GetFieldValueAsync<long[]>(1, cancellationToken);
        short[] types = await reader.GetFieldValueAsync<short[]>(2, cancellationToken);
        return room with
        {
            LikeMaximum = reader.GetInt64(0),
            Recent = [.. ids.Zip(types, (id, type) => new SeenMessage(id, (MessageType)type))],
        };
    }

    /// <summary>Notes that a room is live, or that its end has been published.</summary>
    public async Task SetLiveAsync(Guid accountId, long roomId, bool live, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            insert into ingestion.rooms (account_id, room_id, like_maximum, recent_ids, recent_types, updated_at, live)
            values ($1, $2, 0, '{}', '{}', now(), $3)
            on conflict (account_id, room_id) do update set live = excluded.live
            """
        );
        command.Parameters.AddWithValue(accountId);
        command.Parameters.AddWithValue(roomId);
        command.Parameters.AddWithValue(live);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The room that was live when an earlier owner of the account stopped; null for none.</summary>
    public async Task<LiveRoom?> FindLiveAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            select room_id, updated_at from ingestion.rooms where account_id = $1 and live
            order by updated_at desc limit 1
            """
        );
        command.Parameters.AddWithValue(accountId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LiveRoom(reader.GetInt64(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken))
            : null;
    }

    /// <summary>True for a room that was live and is no more.</summary>
    public async Task<bool> HasEndedAsync(Guid accountId, long roomId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            "select exists (select from ingestion.rooms where account_id = $1 and room_id = $2 and not live)"
        );
        command.Parameters.AddWithValue(accountId);
        command.Parameters.AddWithValue(roomId);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<List<SavedStreak>> StreaksAsync(Guid accountId, long roomId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            select user_id, gift_id, group_id, receiver_id, maximum, last_message_id, last_seen, is_final,
                gift_name, coins
            from ingestion.streaks where account_id = $1 and room_id = $2
            """
        );
        command.Parameters.AddWithValue(accountId);
        command.Parameters.AddWithValue(roomId);
        var streaks = new List<SavedStreak>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new StreakKey(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
            DateTimeOffset lastSeen = await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken);
            streaks.Add(
                new SavedStreak(key, reader.GetInt32(4), reader.GetInt64(5), lastSeen, reader.GetBoolean(7))
                {
                    GiftName = await reader.IsDBNullAsync(8, cancellationToken) ? null : reader.GetString(8),
                    Coins = reader.GetInt32(9),
                }
            );
        }
        return streaks;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
        return command;
    }
}

/// <summary>A room that was live, and when its state was saved last.</summary>
internal sealed record LiveRoom(long RoomId, DateTimeOffset SeenAt);
