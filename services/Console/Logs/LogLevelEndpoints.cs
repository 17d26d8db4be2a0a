using System.Text.RegularExpressions;
using LiveOps.Console.Auditing;
using LiveOps.Console.Health;
using LiveOps.Contracts.Services;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Logs;

/// <summary><c>/api/logs/settings</c> and <c>/api/logs/levels</c>: what processes write down, and where.</summary>
internal static partial class LogLevelEndpoints
{
    private const int MostMinutes = 7 * 24 * 60;
    private const int LongestSource = 200;
    private const string AuditedThing = "log level";

    /// <summary>Parts whose lines hold no secrets. Others write addresses and headers when they write much.</summary>
    private static readonly string[] _sources = ["LiveOps.", "MassTransit", "Npgsql"];

    /// <param name="Service">The service.</param>
    /// <param name="Instance">The process.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="Level">From which level on it writes by its configuration.</param>
    /// <param name="Changed">What was changed and is in force in it; null where it takes no changes.</param>
    /// <param name="Files">Its log files; null where it writes none.</param>
    public sealed record ProcessLog(
        string Service,
        string Instance,
        DateTimeOffset StartedAt,
        ServiceLogLevel Level,
        IReadOnlyList<LogLevelSetting>? Changed,
        LogFilesReport? Files
    );

    /// <param name="Changed">Levels that were changed and are in force.</param>
    /// <param name="Processes">What processes say of themselves, as heard within the last seconds.</param>
    /// <param name="Sources">What the name of a part has to begin with, to be given a level of its own.</param>
    /// <param name="TraceAddress">Where a trace can be looked at, with <c>{traceId}</c> in it; null for nowhere.</param>
    public sealed record LogSettings(
        IReadOnlyList<ChangedLevel> Changed,
        IReadOnlyList<ProcessLog> Processes,
        IReadOnlyList<string> Sources,
        string? TraceAddress
    );

    /// <param name="Service">The service's name.</param>
    /// <param name="Source">The part of it, and all whose names begin so; none for all without a level of its own.</param>
    /// <param name="Level">Lines of this level and graver are written.</param>
    /// <param name="Minutes">For how long, 1 to 10080; none for ever.</param>
    public sealed record LevelForm(string? Service, string? Source, ServiceLogLevel Level, int? Minutes);

    /// <param name="Service">The service's name.</param>
    /// <param name="Source">The part that was given a level of its own; none for the service's.</param>
    public sealed record ResetForm(string? Service, string? Source);

    public static async Task<LogSettings> Read(
        HttpContext http,
        [FromServices] LogStore store,
        [FromServices] InstallationFigures processes,
        [FromServices] IOptions<ConsoleOptions> options,
        [FromServices] TimeProvider clock
    ) =>
        new(
            await store.ReadLevelsAsync(clock.GetUtcNow(), http.RequestAborted),
            [
                .. processes
                    .Heard()
                    .Where(process => process.Log is not null)
                    .Select(process => new ProcessLog(
                        process.Service,
                        process.Instance,
                        process.StartedAt,
                        process.Log!.Level,
                        process.Log.Changed,
                        process.Log.Files
                    )),
            ],
            _sources,
            options.Value.TraceAddress
        );

    public static async Task<IResult> Set(
        [FromBody] LevelForm form,
        HttpContext http,
        [FromServices] LogStore store,
        [FromServices] LevelKeeper keeper,
        [FromServices] InstallationFigures processes,
        [FromServices] TimeProvider clock
    )
    {
        var service = form.Service?.Trim() ?? "";
        var source = Given(form.Source);
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        string[] services =
        [
            .. processes
                .Heard()
                .Where(process => process.Log?.Changed is not null)
                .Select(process => process.Service)
                .Distinct(StringComparer.Ordinal),
        ];
        if (!services.Contains(service, StringComparer.Ordinal))
            faults["service"] = [$"must be one that runs and takes levels: {string.Join(", ", services)}."];
        if (
            source is not null
            && (source.Length > LongestSource || !SourceName().IsMatch(source) || !IsAllowed(source))
        )
            faults["source"] =
            [
                $"must be a part of the program as log lines name it, beginning with {string.Join(", ", _sources)}: other parts write secrets when they write much.",
            ];
        if (!Enum.IsDefined(form.Level))
            faults["level"] = [$"must be one of {string.Join(", ", Enum.GetNames<ServiceLogLevel>())}."];
        if (form.Minutes is < 1 or > MostMinutes)
            faults["minutes"] = [$"must be 1 to {MostMinutes}, or left out for ever."];
        if (faults.Count > 0)
            return Results.ValidationProblem(faults, title: "The level cannot be set so");
        var actor = Actor.Of(http);
        var now = clock.GetUtcNow();
        var level = new ChangedLevel(
            service,
            source,
            form.Level,
            // As the database keeps it: processes report it back, and it has to be the same.
            form.Minutes
                is { } minutes
                ? Microseconds(now.AddMinutes(minutes))
                : null,
            actor.Name,
            now
        );
        await store.SetLevelAsync(
            level,
            before => actor.Did("log level changed", now, Thing(service, source), Audited(before), Audited(level)),
            http.RequestAborted
        );
        return await TellAsync(keeper, http);
    }

    public static async Task<IResult> Reset(
        [FromBody] ResetForm form,
        HttpContext http,
        [FromServices] LogStore store,
        [FromServices] LevelKeeper keeper,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var now = clock.GetUtcNow();
        var service = form.Service?.Trim() ?? "";
        var part = Given(form.Source);
        return await store.ResetLevelAsync(
            service,
            part,
            now,
            before => actor.Did("log level reset", now, Thing(service, part), Audited(before)),
            http.RequestAborted
        )
            ? await TellAsync(keeper, http)
            : Results.Problem(
                $"No level was changed for {Thing(service, part).Name}: GET /api/logs/settings lists those that were.",
                statusCode: 404,
                title: "No such level"
            );
    }

    /// <summary>It is on the books: where the broker is away now, the keeper tells it later.</summary>
    private static async Task<IResult> TellAsync(LevelKeeper keeper, HttpContext http)
    {
        try
        {
            await keeper.TellAsync(http.RequestAborted);
        }
        catch (Exception error)
            when (error is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            return Results.Problem(
                "It is kept, and processes are told as soon as the broker answers. Nothing has to be done again.",
                statusCode: 503,
                title: "The broker does not answer"
            );
        }
        return Results.NoContent();
    }

    private static bool IsAllowed(string source) =>
        Array.Exists(_sources, allowed => source.StartsWith(allowed, StringComparison.Ordinal));

    private static string? Given(string? source) => string.IsNullOrWhiteSpace(source) ? null : source.Trim();

    private static DateTimeOffset Microseconds(DateTimeOffset at) =>
        new(at.Ticks - at.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static (string Kind, string Id, string Name) Thing(string service, string? source) =>
        (AuditedThing, $"{service} {source}".Trim(), $"{service} {source}".Trim());

    private static object? Audited(ChangedLevel? level) =>
        level is null ? null : new { level = level.Level.ToString(), until = level.Until };

    [GeneratedRegex(@"^[A-Za-z0-9_.+`<>-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SourceName();
}
