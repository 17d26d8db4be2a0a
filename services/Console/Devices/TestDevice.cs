using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Devices;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using MassTransit;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Devices;

/// <summary><c>POST /api/devices/{boardId}/{deviceId}/test</c>: one action by hand.</summary>
internal static partial class TestDevice
{
    /// <summary>Longer than that is no test, ms; most devices allow less.</summary>
    public const int MostMs = 10_000;
    private static readonly TimeSpan _expiry = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>What to do. The duration is in ms.</summary>
    public sealed record DeviceTest(string? Action, int DurationMs, IReadOnlyList<int>? Params);

    /// <summary>Follow this id on the live screen.</summary>
    public sealed record Response(Guid CommandId, DateTimeOffset ExpiresAt);

    public static async Task<IResult> Handle(
        string boardId,
        string deviceId,
        DeviceTest request,
        ClaimsPrincipal user,
        [FromServices] IBus bus,
        [FromServices] GatewayReadModel gateways,
        [FromServices] EmergencyStopLatch latch,
        [FromServices] TimeProvider clock
    )
    {
        var workspaceId = user.WorkspaceId();
        var now = clock.GetUtcNow();
        var seen = gateways.Of(workspaceId);
        if (Refusal(seen, latch.Of(workspaceId), boardId, deviceId, request, now) is { } refusal)
            return Results.Problem(refusal.Detail, statusCode: refusal.Status, title: refusal.Title);
        var gateway = Find(seen, boardId)!.Value.Gateway;
        var command = new DeviceCommand
        {
            CommandId = Guid.CreateVersion7(now),
            WorkspaceId = workspaceId,
            BoardId = boardId,
            DeviceId = deviceId,
            Action = request.Action!,
            DurationMs = request.DurationMs,
            Params = request.Params ?? [],
            IssuedAt = now,
            ExpiresAt = now + _expiry,
        };
        using var patience = new CancellationTokenSource(_patience, clock);
        try
        {
            if (!await bus.TrySendAsync(gateway.Status.GatewayId, command, patience.Token))
                return Results.Problem(
                    $"Gateway {gateway.Status.GatewayId} has no queue on this installation's bus: start it, or start it again. Nothing has moved.",
                    statusCode: StatusCodes.Status409Conflict,
                    title: "The gateway takes no commands"
                );
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Results.Problem(
                "The message broker does not answer. Nothing has moved; try again in a few seconds.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "The test was not sent"
            );
        }
        return Results.Accepted(value: new Response(command.CommandId, command.ExpiresAt));
    }

    /// <summary>Why the test is not sent; null when it may be.</summary>
    internal static (int Status, string Title, string Detail)? Refusal(
        IReadOnlyList<GatewaySeen> gateways,
        LatchedStops stops,
        string boardId,
        string deviceId,
        DeviceTest request,
        DateTimeOffset now
    )
    {
        if (Find(gateways, boardId) is not { } found)
            return (404, "No such board", "No gateway of this workspace has it. Check that it is plugged in.");
        var (gateway, board) = found;
        if (board.Devices.FirstOrDefault(device => device.DeviceId == deviceId) is not { } device)
            return (
                404,
                "No such device",
                $"Board {board.BoardId} has no device of this name. Check the gateway's file."
            );
        if (Fault(request, device) is { } fault)
            return (400, "The test cannot be sent", fault);
        if (gateway.IsSilent(now))
            return (409, "The gateway is silent", "Check that the PC is on, has network and runs the gateway.");
        if (stops.Holds(gateway.Status.GatewayId, board.BoardId) || gateway.Status.EmergencyStopped)
            return (409, "The emergency stop is latched", "Reset it first: everything stays off until then.");
        if (board.State != BoardState.Ready)
            return (409, "The board is not ready", board.Detail ?? $"It is {board.State}. Wait, or plug it in again.");
        return null;
    }

    private static string? Fault(DeviceTest request, DeviceStatus device) =>
        request switch
        {
            { Action: null } => "The action is missing, for example PUSH, ON or STOP.",
            _ when !ActionWord().IsMatch(request.Action) =>
                "The action is no action word: upper-case letters, at most 12.",
            { Action: "STOP" or "OFF", DurationMs: 0 } => null,
            { DurationMs: < 1 or > 3_600_000 } => "The duration must be 1 to 3,600,000 ms (0 only for STOP and OFF).",
            _ when request.DurationMs > device.MaxMs =>
                $"{device.DeviceId} may be on for at most {device.MaxMs} ms; the board would refuse {request.DurationMs} ms.",
            { Params.Count: > 3 } => "At most three parameters.",
            { Params: { } values } when values.Any(value => value is < 0 or > 65_535) =>
                "A parameter must be 0 to 65,535.",
            { DurationMs: > MostMs } => string.Create(
                CultureInfo.InvariantCulture,
                $"A test lasts at most {MostMs / 1_000} s: what has to be on for longer is a rule's business."
            ),
            _ => OfType(request, device),
        };

    /// <summary>What the type of device says of it; nothing where a newer firmware has a type that is not known here.</summary>
    private static string? OfType(DeviceTest request, DeviceStatus device)
    {
        if (request.Action is "STOP" or "OFF" || DeviceTypes.Find(device.Type) is not { } type)
            return null;
        if (type.IsInput)
            return $"{device.DeviceId} is a {type.Title.ToLowerInvariant()}: it is never on.";
        if (type.Find(request.Action!) is not { } action)
            return $"A {type.Title.ToLowerInvariant()} can do {string.Join(", ", type.Actions.Select(one => one.Word))}.";
        return action.Expected(request.Params ?? []) is { } expected ? $"{action.Word} takes {expected}." : null;
    }

    private static (GatewaySeen Gateway, BoardStatus Board)? Find(IReadOnlyList<GatewaySeen> gateways, string boardId)
    {
        if (boardId.Length == 0)
            return null;
        foreach (var gateway in gateways)
        {
            if (gateway.Status.Boards.FirstOrDefault(board => board.BoardId == boardId) is { } board)
                return (gateway, board);
        }
        return null;
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,11}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ActionWord();
}
