using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.DeviceGateway.Journal;

/// <summary>What a record of the journal says about a command.</summary>
internal enum JournalStage
{
    /// <summary>Taken from the broker: it is ours to bring to an end.</summary>
    Received,

    /// <summary>The first byte goes out after this record: from here it may have run.</summary>
    Sent,
    Acknowledged,

    /// <summary>It has its result.</summary>
    Completed,

    /// <summary>The broker has the result.</summary>
    Reported,
}

/// <summary>One line of the journal.</summary>
internal sealed record JournalRecord
{
    public required JournalStage Stage { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public DeviceCommand? Command { get; init; }
    public DeviceCommandCompleted? Result { get; init; }
    public double? BoardMs { get; init; }
    public double? PathMs { get; init; }
}

/// <summary>
/// The form of a record: eight hex digits of CRC-32C over the JSON, a blank, the JSON, LF. A line that was cut by a
/// crash fails its check and is left out.
/// </summary>
internal static class JournalFormat
{
    private const int Prefix = 9;
    private static readonly JsonSerializerOptions _json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Write(JournalRecord record, ArrayBufferWriter<byte> output)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, _json);
        var line = output.GetSpan(Prefix + json.Length + 1);
        Check(json).TryFormat(line, out _, "X8", CultureInfo.InvariantCulture);
        line[Prefix - 1] = (byte)' ';
        json.CopyTo(line[Prefix..]);
        line[Prefix + json.Length] = (byte)'\n';
        output.Advance(Prefix + json.Length + 1);
    }

    /// <summary>Reads one line without its LF; null when it is damaged.</summary>
    public static JournalRecord? Read(ReadOnlySpan<byte> line)
    {
        if (
            line.Length <= Prefix
            || !uint.TryParse(line[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var check)
            || check != Check(line[Prefix..])
        )
            return null;
        try
        {
            return JsonSerializer.Deserialize<JournalRecord>(line[Prefix..], _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
