using LiveOps.Console.Auditing;
using LiveOps.Console.Devices;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.Console.Machines;

/// <summary>Gives orders to gateways: written down first, then sent to the gateway's own queue, where they do not outlive it.</summary>
internal sealed class MachineOrders(
    MachineOrderStore store,
    GatewayReadModel gateways,
    EmergencyStopLatch latch,
    IBus bus,
    TimeProvider clock
)
{
    /// <summary>An order that has not begun by then never does.</summary>
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>The gateway and, where one is named, its board; or why nothing can be ordered of them now.</summary>
    public (GatewaySeen? Gateway, BoardStatus? Board, IResult? Refusal) Find(
        Guid workspaceId,
        string gatewayId,
        string? boardId
    )
    {
        var now = clock.GetUtcNow();
        if (gateways.Of(workspaceId).FirstOrDefault(one => one.Status.GatewayId == gatewayId) is not { } gateway)
            return (null, null, MachineAnswers.NoGateway());
        if (gateway.IsSilent(now))
            return (gateway, null, MachineAnswers.Silent());
        if (!gateway.Status.TakesOrders)
            return (gateway, null, MachineAnswers.TooOld(gatewayId));
        if (boardId is null)
            return (gateway, null, null);
        var board = gateway.Status.Boards.FirstOrDefault(one => one.BoardId == boardId && boardId.Length > 0);
        if (board is null)
            return (gateway, null, MachineAnswers.NoBoard());
        return (
            gateway,
            board,
            MachineAnswers.NotNow(
                board,
                latch.Of(workspaceId).Holds(gatewayId, board.BoardId) || gateway.Status.EmergencyStopped
            )
        );
    }

    /// <summary>Writes the order down and sends it.</summary>
    /// <param name="actor">Who gives it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="gatewayId">To whom.</param>
    /// <param name="boardId">The board that it is about; null for the whole PC.</param>
    /// <param name="before">For the audit log: what there was; null where nothing is changed.</param>
    /// <param name="after">For the audit log: what shall be.</param>
    /// <param name="message">Makes the message of an order's id and end.</param>
    /// <returns>202 with the order; or why it was not sent.</returns>
    public async Task<IResult> GiveAsync<T>(
        Actor actor,
        MachineOrderKind kind,
        string gatewayId,
        string? boardId,
        object? before,
        object? after,
        Func<Guid, DateTimeOffset, T> message
    )
        where T : class
    {
        var now = clock.GetUtcNow();
        var order = new MachineOrder(
            Guid.CreateVersion7(now),
            gatewayId,
            boardId,
            kind,
            actor.Name,
            now,
            MachineOrderState.Sent,
            null,
            [],
            now
        );
        var thing = boardId is null ? ("gateway", gatewayId, gatewayId) : ("board", boardId, boardId);
        // Not the request's token from here on: what is sent has to be on the books, and the other way round.
        await store.AddAsync(
            order,
            actor.Did(MachineOrderWords.Given(kind), now, thing, before, after),
            now + MachineOrder.PatienceOf(kind),
            CancellationToken.None
        );
        using var patience = new CancellationTokenSource(_patience, clock);
        try
        {
            var queue = GatewayQueue.OrdersNameOf(gatewayId);
            if (await bus.TrySendAsync(queue, order.OrderId, message(order.OrderId, now + _life), patience.Token))
                return Results.Accepted(value: order);
            await EndAsync(actor, order, "The gateway was not connected to the broker: nothing was changed.");
            return MachineAnswers.NotConnected(gatewayId);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return MachineAnswers.NoBroker(_life);
        }
    }

    private Task EndAsync(Actor actor, MachineOrder order, string why) =>
        store.TakeAsync(
            new GatewayOrderProgressed
            {
                OrderId = order.OrderId,
                WorkspaceId = actor.WorkspaceId,
                GatewayId = order.GatewayId,
                State = GatewayOrderState.Refused,
                At = clock.GetUtcNow(),
                Detail = why,
            },
            CancellationToken.None
        );
}

/// <summary>Follows what becomes of orders.</summary>
internal sealed class GatewayOrderProgressedConsumer(MachineOrderStore store) : IConsumer<GatewayOrderProgressed>
{
    public Task Consume(ConsumeContext<GatewayOrderProgressed> context) =>
        store.TakeAsync(context.Message, context.CancellationToken);
}
