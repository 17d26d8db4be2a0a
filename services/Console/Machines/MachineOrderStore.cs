using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;
using Npgsql;

namespace LiveOps.Console.Machines;

/// <summary>Orders in schema <c>console</c>. Who gave one and what came of it are written together with the audit log.</summary>
internal sealed class MachineOrderStore(NpgsqlDataSource database)
{
    /// <summary>Orders that a page shows.</summary>
    private const int Shown = 20;
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    private const string Select = """
        select order_id, gateway_id, board_id, kind, requested_by, requested_at, state, detail, steps, updated_at, ends_by
        from console.machine_orders
        """;

    /// <summary>Writes an order down before it is sent: its answer must find it.</summary>
    public async Task AddAsync(
        MachineOrder order,
        AuditEntry given,
        DateTimeOffset endsBy,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "delete from console.machine_orders where workspace_id = $1 and requested_at < $2",
            cancellationToken,
            given.WorkspaceId,
            order.RequestedAt - _kept
        );
        await connection.ExecuteAsync(
            """
            insert into console.machine_orders
                (order_id, workspace_id, gateway_id, board_id, kind, requested_by, requested_by_id, requested_at, ends_by,
                 state, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'Sent', $8)
            """,
            cancellationToken,
            order.OrderId,
            given.WorkspaceId,
            order.GatewayId,
            order.BoardId,
            order.Kind.ToString(),
            order.RequestedBy,
            given.ActorId,
            order.RequestedAt,
            endsBy
        );
        await connection.AuditAsync(given, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// What the gateway says of an order. Once it is over nothing changes it, and its end is in the audit log once.
    /// </summary>
    public async Task TakeAsync(GatewayOrderProgressed progress, CancellationToken cancellationToken)
    {
        var state = MachineOrder.StateOf(progress.State);
        var isOver = state != MachineOrderState.Running;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.ReadAsync(
            """
            update console.machine_orders
            set state = $4, detail = $5, steps = $6, updated_at = $7, finished_at = case when $8 then $7 end
            where order_id = $1 and workspace_id = $2 and gateway_id = $3 and finished_at is null
            returning board_id, kind, requested_by, requested_by_id
            """,
            reader =>
                (
                    reader.Text(0),
                    Kind: Enum.Parse<MachineOrderKind>(reader.GetString(1)),
                    By: reader.GetString(2),
                    ById: reader.GetGuid(3)
                ),
            cancellationToken,
            progress.OrderId,
            progress.WorkspaceId,
            progress.GatewayId,
            state.ToString(),
            progress.Detail,
            progress.Steps.ToArray(),
            progress.At.ToUniversalTime(),
            isOver
        );
        // A look for ports changes nothing.
        if (isOver && changed is [var (board, kind, by, byId)] && kind != MachineOrderKind.Scan)
            await connection.AuditAsync(
                new AuditEntry
                {
                    WorkspaceId = progress.WorkspaceId,
                    At = progress.At,
                    Actor = by,
                    ActorId = byId,
                    Action = MachineOrderWords.Ended(kind, state),
                    Thing = board is null ? "gateway" : "board",
                    ThingId = board ?? progress.GatewayId,
                    ThingName = board ?? progress.GatewayId,
                    After = System.Text.Json.JsonSerializer.Serialize(
                        new { state = state.ToString(), detail = progress.Detail }
                    ),
                    Service = "device-gateway",
                    ChangeId = progress.OrderId,
                },
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The latest orders to a gateway, newest first; of one board where it is named.</summary>
    public Task<List<MachineOrder>> ReadAsync(
        Guid workspaceId,
        string gatewayId,
        string? boardId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            $"""
            {Select}
            where workspace_id = $1 and gateway_id = $2 and ($3::text is null or board_id = $3)
            order by requested_at desc limit {Shown}
            """,
            reader => Read(reader, now),
            cancellationToken,
            workspaceId,
            gatewayId,
            boardId
        );

    private static MachineOrder Read(NpgsqlDataReader reader, DateTimeOffset now)
    {
        var state = Enum.Parse<MachineOrderState>(reader.GetString(6));
        if (state is MachineOrderState.Sent or MachineOrderState.Running && reader.Time(10) < now)
            state = MachineOrderState.NoAnswer;
        return new MachineOrder(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.Text(2),
            Enum.Parse<MachineOrderKind>(reader.GetString(3)),
            reader.GetString(4),
            reader.Time(5),
            state,
            reader.Text(7),
            reader.GetFieldValue<string[]>(8),
            reader.Time(9)
        );
    }
}

/// <summary>What the audit log calls orders and their ends.</summary>
internal static class MachineOrderWords
{
    public static string Given(MachineOrderKind kind) =>
        kind switch
        {
            MachineOrderKind.Devices => "board's devices ordered",
            MachineOrderKind.Firmware => "firmware update ordered",
            MachineOrderKind.Line => "board time-outs ordered",
            _ => "ports scanned again",
        };

    public static string Ended(MachineOrderKind kind, MachineOrderState state)
    {
        var what = kind switch
        {
            MachineOrderKind.Devices => "board's devices",
            MachineOrderKind.Firmware => "firmware",
            _ => "board time-outs",
        };
        return state == MachineOrderState.Done ? $"{what} changed" : $"{what} not changed";
    }
}
