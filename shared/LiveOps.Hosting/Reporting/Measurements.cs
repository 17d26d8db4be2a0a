using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LiveOps.Contracts.Services;

namespace LiveOps.Hosting.Reporting;

/// <summary>Listens to the meters of this process: ours, and the database driver's.</summary>
internal sealed class Measurements : IDisposable
{
    /// <summary>Instruments that are listened to; those that come later are left out.</summary>
    public const int Most = 60;

    // Of the driver's many, how long statements take and how many connections wait or work.
    private static readonly string[] _ofDatabase = ["db.client.operation.duration", "db.client.commands.duration"];
    private readonly ConcurrentDictionary<Instrument, Measured> _measured = new();
    private readonly MeterListener _listener = new();

    public Measurements()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!IsWanted(instrument) || _measured.Count >= Most)
                return;
            listener.EnableMeasurementEvents(instrument, _measured.GetOrAdd(instrument, Measured.Of));
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, state) => ((Measured)state!).Record(value));
        _listener.SetMeasurementEventCallback<float>((_, value, _, state) => ((Measured)state!).Record(value));
        _listener.SetMeasurementEventCallback<long>((_, value, _, state) => ((Measured)state!).Record(value));
        _listener.SetMeasurementEventCallback<int>((_, value, _, state) => ((Measured)state!).Record(value));
        _listener.Start();
    }

    /// <summary>Everything since the last time, by name; instruments of one name are one figure.</summary>
    public IReadOnlyList<FigureReport> Take()
    {
        _listener.RecordObservableInstruments();
        return
        [
            .. _measured
                .Values.Select(measured => measured.Take())
                .OfType<FigureReport>()
                .DistinctBy(figure => figure.Name, StringComparer.Ordinal)
                .OrderBy(figure => figure.Name, StringComparer.Ordinal),
        ];
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsWanted(Instrument instrument) =>
        instrument.Meter.Name.StartsWith("LiveOps.", StringComparison.Ordinal)
        || (instrument.Meter.Name == "Npgsql" && _ofDatabase.Contains(instrument.Name));
}
