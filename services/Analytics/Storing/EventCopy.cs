using Npgsql;

namespace LiveOps.Analytics.Storing;

/// <summary>Puts rows into <c>analytics.events</c> by COPY.</summary>
internal static class EventCopy
{
    public const string Columns =
        "session_no, message_id, sequence, at, received_at, user_id, gift_id, group_id, receiver_id, room_likes, "
        + "viewers, total_viewers, followers, shares, opened_on, coins, repeat_count, credited, likes, kind, flags, "
        + "roles, text, detail";
    private const short ColumnCount = 24;

    public static void Append(CopyBuffer buffer, long sessionNo, DateOnly openedOn, EventRow row)
    {
        buffer.Row(ColumnCount);
        buffer.Int64(sessionNo);
        buffer.Int64(row.MessageId);
        buffer.Int64(row.Sequence);
        buffer.Timestamp(row.At);
        buffer.Timestamp(row.ReceivedAt);
        buffer.Int64(row.Viewer?.UserId);
        buffer.Int64(row.Gift?.GiftId);
        buffer.Int64(row.Gift?.GroupId);
        buffer.Int64(row.Gift?.ReceiverId);
        buffer.Int64(row.Like?.RoomTotal);
        buffer.Int64(row.RoomStats?.Viewers);
        buffer.Int64(row.RoomStats?.TotalViewers);
        buffer.Int64(row.Social?.Followers);
        buffer.Int64(row.Social?.Shares);
        buffer.Date(openedOn);
        buffer.Int32(row.Gift?.Coins);
        buffer.Int32(row.Gift?.RepeatCount);
        buffer.Int32(row.Credited);
        buffer.Int32(row.Like?.Count);
        buffer.Int16((short)row.Kind);
        buffer.Int16((short)row.Flags);
        if (row.Viewer is { } viewer)
            buffer.Int16((short)viewer.Roles);
        else
            buffer.Null();
        buffer.Text(row.Text);
        buffer.Jsonb(row.Detail);
    }

    /// <summary>Sends a complete buffer.</summary>
    /// <exception cref="PostgresException">SQL state 23505: some of the events are on the books already.</exception>
    public static async Task SendAsync(
        NpgsqlConnection connection,
        CopyBuffer buffer,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy analytics.events ({Columns}) from stdin (format binary)",
            cancellationToken
        );
        await copy.WriteAsync(buffer.Bytes, cancellationToken);
        await copy.FlushAsync(cancellationToken);
    }
}
