using System.Security.Claims;
using LiveOps.Console.Gateways;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Services;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Logs;

/// <summary>
/// <c>GET /api/logs</c>: what services wrote, for who runs the installation; <c>GET /api/logs/machines</c>: what the
/// gateways of the workspace wrote.
/// </summary>
internal static class ReadLogs
{
    /// <summary>Lines that one answer holds at most.</summary>
    public const int Most = 5_000;
    private const int LongestFilter = 200;
    private const string Gateway = "device-gateway";

    /// <param name="Lines">Oldest first.</param>
    /// <param name="Last">To ask on with: pass it as <c>after</c>.</param>
    /// <param name="More">True where older ones were left out.</param>
    public sealed record LogPage(IReadOnlyList<LogLine> Lines, long Last, bool More);

    public static IResult Services(
        [FromServices] ServiceLogs logs,
        [FromQuery] string? service = null,
        [FromQuery] ServiceLogLevel? level = null,
        [FromQuery] string? source = null,
        [FromQuery] string? text = null,
        [FromQuery] string? trace = null,
        [FromQuery] long after = 0,
        [FromQuery] int most = 1_000
    )
    {
        if (Refuse(most) is { } refusal)
            return refusal;
        var (lines, last) = logs.Read(FilterOf(service, level, source, text, trace), after, most);
        return Results.Ok(new LogPage(lines, last, lines.Count == most));
    }

    public static IResult Machines(
        ClaimsPrincipal user,
        [FromServices] GatewayLogs logs,
        [FromQuery] string? gateway = null,
        [FromQuery] ServiceLogLevel? level = null,
        [FromQuery] string? source = null,
        [FromQuery] string? text = null,
        [FromQuery] long after = 0,
        [FromQuery] int most = 1_000
    )
    {
        if (Refuse(most) is { } refusal)
            return refusal;
        var filter = FilterOf(null, level, source, text, null);
        var wanted = Given(gateway);
        var (all, last) = logs.ReadAll(user.WorkspaceId(), after);
        List<LogLine> lines =
        [
            .. all.Where(one => wanted is null || one.GatewayId == wanted)
                .Select(one => Line(one.GatewayId, one.Line))
                .Where(filter.Takes)
                .TakeLast(most),
        ];
        return Results.Ok(new LogPage(lines, last, lines.Count == most));
    }

    private static IResult? Refuse(int most) =>
        most is >= 1 and <= Most
            ? null
            : Results.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["most"] = [$"must be 1 to {Most} lines; read on with after."],
                },
                title: "So many lines cannot be read at once"
            );

    private static LogFilter FilterOf(
        string? service,
        ServiceLogLevel? level,
        string? source,
        string? text,
        string? trace
    ) => new(Given(service), level, Given(source), Given(text), Given(trace));

    private static string? Given(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : value.Trim()[..Math.Min(value.Trim().Length, LongestFilter)];

    private static LogLine Line(string gatewayId, LoggedLine line) =>
        new(
            line.Number,
            line.At,
            Gateway,
            gatewayId,
            line.Level switch
            {
                GatewayLogLevel.Critical => ServiceLogLevel.Critical,
                GatewayLogLevel.Error => ServiceLogLevel.Error,
                GatewayLogLevel.Warning => ServiceLogLevel.Warning,
                _ => ServiceLogLevel.Information,
            },
            line.Source,
            line.Text,
            null,
            null,
            null
        );
}
