using LiveOps.Contracts.DeviceGateway;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>What all orders have in common.</summary>
/// <param name="Id">Names it: carried out once.</param>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="RequestedBy">Who gave it, for the log.</param>
/// <param name="ExpiresAt">Not begun after this.</param>
/// <param name="What">What it asks for, for the log.</param>
internal sealed record Order(Guid Id, Guid WorkspaceId, string RequestedBy, DateTimeOffset ExpiresAt, string What);

/// <summary>How an order ended.</summary>
/// <param name="State">Any but Running.</param>
/// <param name="Detail">What came of it, or why not and what to do.</param>
internal sealed record OrderEnd(GatewayOrderState State, string Detail)
{
    public static OrderEnd Done(string detail) => new(GatewayOrderState.Done, detail);

    public static OrderEnd Refused(string why) => new(GatewayOrderState.Refused, why);
}

/// <summary>
/// Carries out what people order at the Console: once by its id, not after its time, and beside the queue that it came
/// from, so that neither another order nor a device command waits for it. Used by any thread.
/// </summary>
internal sealed class OrderDesk(
    IOptions<GatewayOptions> options,
    OrderReports reports,
    TimeProvider time,
    ILogger<OrderDesk> logger
)
{
    /// <summary>Orders that are known again when the broker delivers them twice.</summary>
    private const int Remembered = 1_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, GatewayOrderProgressed> _known = [];
    private readonly Queue<Guid> _oldest = new();

    /// <param name="order">What was ordered.</param>
    /// <param name="carryOut">Does it; is given where to say its steps.</param>
    /// <returns>Completed when it is over; nobody has to wait for that.</returns>
    public Task TakeAsync(Order order, Func<Action<string>, Task<OrderEnd>> carryOut)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(order.Id, out var known))
            {
                reports.Add(known);
                return Task.CompletedTask;
            }
            if (_known.Count == Remembered)
                _known.Remove(_oldest.Dequeue());
            _oldest.Enqueue(order.Id);
            _known[order.Id] = Progress(order, GatewayOrderState.Running, null, []);
        }
        if (Refusal(order) is { } refusal)
        {
            Tell(order, refusal.State, refusal.Detail, []);
            return Task.CompletedTask;
        }
        Tell(order, GatewayOrderState.Running, null, []);
        return Task.Run(() => RunAsync(order, carryOut));
    }

    private OrderEnd? Refusal(Order order)
    {
        if (order.WorkspaceId != options.Value.WorkspaceId)
            return OrderEnd.Refused($"Gateway {options.Value.Id} belongs to another workspace.");
        var late = time.GetUtcNow() - order.ExpiresAt;
        return late < TimeSpan.Zero
            ? null
            : new OrderEnd(
                GatewayOrderState.Expired,
                $"It reached gateway {options.Value.Id} {late.TotalSeconds:0.0} s after its time: nothing was changed. Check the clocks of both machines, then do it again."
            );
    }

    private async Task RunAsync(Order order, Func<Action<string>, Task<OrderEnd>> carryOut)
    {
        logger.LogInformation("{Who} at the Console orders: {What}", order.RequestedBy, order.What);
        var steps = new List<string>();
        OrderEnd end;
        try
        {
            end = await carryOut(step =>
            {
                steps.Add(step);
                Tell(order, GatewayOrderState.Running, null, [.. steps]);
            });
        }
        catch (Exception error)
        {
            logger.LogError(error, "The order of {Who} failed: {What}", order.RequestedBy, order.What);
            end = new OrderEnd(GatewayOrderState.Failed, $"It failed: {error.Message}");
        }
        logger.LogInformation("{What}: {State}. {Detail}", order.What, end.State, end.Detail);
        Tell(order, end.State, end.Detail, [.. steps]);
    }

    private void Tell(Order order, GatewayOrderState state, string? detail, IReadOnlyList<string> steps)
    {
        var progress = Progress(order, state, detail, steps);
        lock (_lock)
            if (_known.ContainsKey(order.Id))
                _known[order.Id] = progress;
        reports.Add(progress);
    }

    private GatewayOrderProgressed Progress(
        Order order,
        GatewayOrderState state,
        string? detail,
        IReadOnlyList<string> steps
    ) =>
        new()
        {
            OrderId = order.Id,
            WorkspaceId = order.WorkspaceId,
            GatewayId = options.Value.Id,
            State = state,
            At = time.GetUtcNow(),
            Detail = detail,
            Steps = steps,
        };
}
