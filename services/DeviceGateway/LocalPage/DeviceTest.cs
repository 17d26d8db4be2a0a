using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Commands;
using LiveOps.DeviceGateway.Journal;
using LiveOps.DeviceGateway.Reporting;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>What a person wants to see a device do.</summary>
/// <param name="Action">Action word of the protocol, for example PUSH.</param>
/// <param name="DurationMs">On-time, ms; left out: 500, or the device's longest where that is less. 0 for STOP and OFF.</param>
/// <param name="Params">The action's values, in its order.</param>
internal sealed record DeviceTestRequest(string? Action, int? DurationMs, IReadOnlyList<int>? Params);

/// <summary>How far a test came within its patience.</summary>
internal sealed record DeviceTestAnswer
{
    public required Guid CommandId { get; init; }

    /// <summary>True when the board has accepted it: the pin has changed.</summary>
    public required bool Accepted { get; init; }

    /// <summary>From the first byte written to the board's answer, ms; null without an answer.</summary>
    public double? BoardMs { get; init; }

    /// <summary>How it ended; null while it runs or waits.</summary>
    public DeviceCommandOutcome? Outcome { get; init; }

    /// <summary>What happened, in words for the person who pressed.</summary>
    public required string Detail { get; init; }
}

/// <summary>
/// A manual test of one device. It is a command like any other, with the same checks, limits, books and result; only
/// that no rule is behind it, and that it needs no broker.
/// </summary>
internal sealed class DeviceTest(
    GatewayLoop loop,
    CommandArrival arrival,
    PortRegistry registry,
    CommandJournal journal,
    ResultQueue results,
    IOptions<GatewayOptions> options,
    TimeProvider time
)
{
    private const int DefaultMs = 500;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(15);

    public async Task<IResult> RunAsync(
        string uid,
        string device,
        DeviceTestRequest request,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(request.Action))
            return Problem("Name an action, for example ON.", StatusCodes.Status400BadRequest);
        if (results.Count >= options.Value.UnreportedLimit)
            return Problem(
                $"{results.Count} results wait for the broker already, no more commands are taken: bring the broker back.",
                StatusCodes.Status503ServiceUnavailable
            );
        var now = time.GetUtcNow();
        var command = new DeviceCommand
        {
            CommandId = Guid.CreateVersion7(now),
            WorkspaceId = options.Value.WorkspaceId,
            BoardId = uid,
            DeviceId = device,
            Action = request.Action,
            DurationMs = request.DurationMs ?? await DefaultOfAsync(uid, device, request.Action),
            Params = request.Params ?? [],
            IssuedAt = now,
            ExpiresAt = now + _patience,
        };
        var journaled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(moment => arrival.Arrive(command, null, Stopwatch.GetTimestamp(), journaled, moment));
        return Answer(await WatchAsync(command.CommandId, cancellationToken));
    }

    private Task<int> DefaultOfAsync(string uid, string device, string action) =>
        Protocol.DeviceNames.IsStop(action)
            ? Task.FromResult(0)
            : loop.AskAsync(_ =>
            {
                var known = registry.Find(uid)?.Devices?.FirstOrDefault(one => one.DeviceId == device);
                return Math.Clamp(known?.MaxMs ?? DefaultMs, 1, DefaultMs);
            });

    /// <summary>Looks into the books until the board has answered or the command is over; they are what everybody is told from.</summary>
    private async Task<DeviceTestAnswer> WatchAsync(Guid id, CancellationToken cancellationToken)
    {
        // Past the command's own time, so that its end by expiry is seen and said.
        var until = time.GetUtcNow() + _patience + TimeSpan.FromMilliseconds(250);
        while (true)
        {
            var seen = await loop.AskAsync(_ => Seen(id));
            if (seen.Accepted || seen.Outcome is not null || time.GetUtcNow() >= until)
                return seen;
            await Task.Delay(_look, time, cancellationToken);
        }
    }

    private DeviceTestAnswer Seen(Guid id)
    {
        var entry = journal.Find(id);
        var result = entry?.Result;
        var boardMs = result?.BoardMs ?? entry?.BoardMs;
        return new DeviceTestAnswer
        {
            CommandId = id,
            Accepted = (result?.AcknowledgedAt ?? entry?.AcknowledgedAt) is not null,
            BoardMs = boardMs,
            Outcome = result?.Outcome,
            Detail =
                result?.Detail
                ?? (
                    boardMs is null
                        ? "The board has not answered yet: look at its state, then try again."
                        : string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"The board did it {boardMs:0.0} ms after it was told."
                        )
                ),
        };
    }

    private static IResult Answer(DeviceTestAnswer answer) =>
        answer switch
        {
            { Accepted: true } => Results.Ok(answer),
            { Outcome: DeviceCommandOutcome.Refused } => Problem(answer, StatusCodes.Status422UnprocessableEntity),
            { Outcome: DeviceCommandOutcome.BoardOffline } => Problem(answer, StatusCodes.Status404NotFound),
            { Outcome: DeviceCommandOutcome.Done or DeviceCommandOutcome.Stopped } => Results.Ok(answer),
            { Outcome: null } => Problem(answer, StatusCodes.Status504GatewayTimeout),
            _ => Problem(answer, StatusCodes.Status409Conflict),
        };

    private static IResult Problem(DeviceTestAnswer answer, int status) =>
        Results.Problem(
            answer.Detail,
            statusCode: status,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["commandId"] = answer.CommandId,
                ["outcome"] = answer.Outcome?.ToString(),
            }
        );

    private static IResult Problem(string detail, int status) => Results.Problem(detail, statusCode: status);
}

/// <summary>The test's address.</summary>
internal static class DeviceTestEndpoint
{
    public static void MapDeviceTest(this IEndpointRouteBuilder gateway) =>
        gateway
            .MapPost(
                "/boards/{uid}/devices/{device}/test",
                (string uid, string device, DeviceTestRequest request, DeviceTest test, CancellationToken aborted) =>
                    test.RunAsync(uid, device, request, aborted)
            )
            .For(LocalAccess.Change);
}
