using System.Security.Claims;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.RoutingBoards;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LiveOps.Rules.ManagingRules;

/// <summary>The boards that an account can be bound to.</summary>
internal static class BoardEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/boards", List).WithSummary("All boards that the workspace's gateways have reported");

    private static Ok<IReadOnlyList<KnownBoard>> List(
        ClaimsPrincipal user,
        GatewayDirectory gateways,
        IOptions<RulesOptions> options,
        TimeProvider clock
    )
    {
        var silent = TimeSpan.FromSeconds(options.Value.GatewaySilentSeconds);
        var now = clock.GetUtcNow();
        IReadOnlyList<KnownBoard> boards =
        [
            .. gateways
                .Of(user.WorkspaceId())
                .SelectMany(gateway =>
                    gateway.Status.Boards.Select(board => new KnownBoard
                    {
                        BoardId = board.BoardId,
                        GatewayId = gateway.Status.GatewayId,
                        State = board.State,
                        Detail = board.Detail,
                        EmergencyStopped = gateway.Status.EmergencyStopped,
                        GatewaySilent = now - gateway.SeenAt > silent,
                        SeenAt = gateway.SeenAt,
                        Devices = board.Devices,
                    })
                )
                .OrderBy(board => board.GatewayId, StringComparer.Ordinal)
                .ThenBy(board => board.BoardId, StringComparer.Ordinal),
        ];
        return TypedResults.Ok(boards);
    }
}

/// <summary>A board as its gateway last reported it.</summary>
internal sealed record KnownBoard
{
    /// <summary>Empty while the board has not answered yet.</summary>
    public required string BoardId { get; init; }
    public required string GatewayId { get; init; }
    public required BoardState State { get; init; }
    public string? Detail { get; init; }
    public required bool EmergencyStopped { get; init; }

    /// <summary>True when the gateway has not been heard for too long: its boards get no commands.</summary>
    public required bool GatewaySilent { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
    public required IReadOnlyList<DeviceStatus> Devices { get; init; }
}
