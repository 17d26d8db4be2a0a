using System.Globalization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;

namespace LiveOps.Rules.RoutingBoards;

/// <summary>Where commands go, or why they go nowhere.</summary>
internal sealed record BoardRoute
{
    public string GatewayId { get; private init; } = "";
    public string BoardId { get; private init; } = "";

    /// <summary>Null when there is a way.</summary>
    public RuleOutcome? Refusal { get; private init; }

    /// <summary>In words for the operator; null when there is a way.</summary>
    public string? Reason { get; private init; }

    /// <summary>Finds the way to the bound board among one workspace's gateways. Pure.</summary>
    /// <param name="binding">The account's binding; null when it has none.</param>
    /// <param name="gateways">All gateways of the account's workspace, of no other.</param>
    /// <param name="silentAfter">A gateway that has said nothing for so long is not sent to.</param>
    /// <param name="now">The clock.</param>
    /// <param name="mayBeSent">
    /// The commands may be on their way already (the message was delivered before): then they follow to any known
    /// gateway, which applies each once and reports late ones as expired.
    /// </param>
    public static BoardRoute Find(
        BoardBinding? binding,
        IEnumerable<KnownGateway> gateways,
        TimeSpan silentAfter,
        DateTimeOffset now,
        bool mayBeSent
    )
    {
        if (binding is null)
            return Refuse(RuleOutcome.RefusedNoBoard, "The account is bound to no board: choose one for it.");
        var boards = gateways
            .SelectMany(gateway => gateway.Status.Boards.Select(board => new Candidate(gateway, board)))
            .Where(candidate => candidate.Board.BoardId.Length > 0 && Means(binding, candidate.Board))
            .OrderByDescending(candidate => now - candidate.Gateway.SeenAt <= silentAfter)
            .ThenByDescending(candidate => candidate.Board.State == BoardState.Ready)
            .ThenBy(candidate => candidate.Gateway.Status.GatewayId, StringComparer.Ordinal)
            .ThenBy(candidate => candidate.Board.BoardId, StringComparer.Ordinal);
        return boards.FirstOrDefault() is { } best
            ? best.Judge(silentAfter, now, mayBeSent)
            : Refuse(
                RuleOutcome.RefusedNoBoard,
                binding.BoardId == BoardBinding.FirstReady
                    ? "No board is known in this workspace: plug one in and start its gateway."
                    : $"Board {binding.BoardId} is not known: no gateway of this workspace has reported it. Is it plugged in and its gateway running?"
            );
    }

    private static bool Means(BoardBinding binding, BoardStatus board) =>
        binding.BoardId == BoardBinding.FirstReady
        || string.Equals(binding.BoardId, board.BoardId, StringComparison.OrdinalIgnoreCase);

    private static BoardRoute Refuse(RuleOutcome outcome, string reason) =>
        new() { Refusal = outcome, Reason = reason };

    private sealed record Candidate(KnownGateway Gateway, BoardStatus Board)
    {
        public BoardRoute Judge(TimeSpan silentAfter, DateTimeOffset now, bool mayBeSent)
        {
            var gateway = Gateway.Status;
            var silence = now - Gateway.SeenAt;
            if (silence > silentAfter && !mayBeSent)
                return Refuse(
                    RuleOutcome.RefusedNoBoard,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Gateway {gateway.GatewayId} of board {Board.BoardId} has been silent for {silence.TotalSeconds:0} s: check that its PC is on and connected."
                    )
                );
            if ((gateway.EmergencyStopped || Board.State == BoardState.EmergencyStopped) && !mayBeSent)
                return Refuse(
                    RuleOutcome.RefusedEmergencyStop,
                    $"The emergency stop is latched on gateway {gateway.GatewayId}: reset it to go on."
                );
            // Connecting and Failing may be over within the expiry: the gateway knows best and reports what it did.
            if (Board.State is BoardState.Offline or BoardState.Quarantined && !mayBeSent)
                return Refuse(
                    RuleOutcome.RefusedNoBoard,
                    $"Board {Board.BoardId} on gateway {gateway.GatewayId} is {(Board.State == BoardState.Offline ? "offline" : "quarantined")}: {Board.Detail ?? "check its cable and port"}"
                );
            return new BoardRoute { GatewayId = gateway.GatewayId, BoardId = Board.BoardId };
        }
    }
}

/// <summary>A gateway's last word and when it was heard here.</summary>
internal sealed record KnownGateway(GatewayStatus Status, DateTimeOffset SeenAt);
