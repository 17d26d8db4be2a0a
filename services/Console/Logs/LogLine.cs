using LiveOps.Contracts.Services;

namespace LiveOps.Console.Logs;

/// <summary>One line of a log. Numbers rise, with gaps.</summary>
/// <param name="Number">To read on from.</param>
/// <param name="At">When it was written, UTC, by the clock of its machine.</param>
/// <param name="Service">Which service wrote it.</param>
/// <param name="Instance">Which process of it; of a gateway its id.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Source">The part of the program.</param>
/// <param name="Text">On one line.</param>
/// <param name="Exception">Its first lines; null where there is none.</param>
/// <param name="TraceId">What it belongs to, over all services; null outside of any.</param>
/// <param name="SpanId">The step of it.</param>
internal sealed record LogLine(
    long Number,
    DateTimeOffset At,
    string Service,
    string Instance,
    ServiceLogLevel Level,
    string Source,
    string Text,
    string? Exception,
    string? TraceId,
    string? SpanId
);

/// <summary>Which lines are wanted; null for all.</summary>
/// <param name="Service">Of this service; of gateways: of this PC.</param>
/// <param name="Level">Of this level and graver.</param>
/// <param name="Source">Whose part of the program has this in its name.</param>
/// <param name="Text">That have this in text or exception; also a trace's id, as a refusal tells it.</param>
/// <param name="Trace">Of this trace: its id alone, or within the W3C name of a span.</param>
internal sealed record LogFilter(string? Service, ServiceLogLevel? Level, string? Source, string? Text, string? Trace)
{
    public bool Takes(LogLine line) =>
        (Service is null || line.Service == Service)
        && (Level is null || line.Level >= Level)
        && (Trace is null || IsIn(Trace, line.TraceId))
        && (Source is null || line.Source.Contains(Source, StringComparison.OrdinalIgnoreCase))
        && (
            Text is null
            || line.Text.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || line.Exception?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true
            || IsIn(Text, line.TraceId)
        );

    // 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 names a span of the trace.
    private static bool IsIn(string wanted, string? trace) =>
        trace is not null && wanted.Contains(trace, StringComparison.OrdinalIgnoreCase);
}
