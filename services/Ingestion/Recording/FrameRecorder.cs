using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LiveOps.Ingestion.Recording;

/// <summary>
/// Writes raw push frames of one account to a file per room, one JSON line each:
/// <c>{"at":"2026-01-02T03:04:05.678Z","roomId":"7300","frame":"base64"}</c>. Rehearsal replays the same format.
/// Ends by itself at the size limit; trouble with the disk ends the recording, never the connection.
/// </summary>
internal sealed class FrameRecorder(string folder, string handle, long largest, TimeProvider time) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new(8_192);
    private readonly Lock _lock = new();
    private FileStream? _file;
    private long _roomId;

    public bool IsOn { get; private set; }

    /// <summary>Where it records, or where and why it stopped; null when it never ran.</summary>
    public string? Message { get; private set; }

    public void Set(bool on)
    {
        lock (_lock)
        {
            if (on == IsOn)
            {
                return;
            }
            IsOn = on;
            if (!on)
            {
                Stop("stopped by a person");
            }
            else
            {
                Message = "waits for the first frame";
            }
        }
    }

    public void Add(long roomId, ReadOnlySpan<byte> frame)
    {
        if (!IsOn)
        {
            return;
        }
        lock (_lock)
        {
            if (_file is not null && _file.Length >= largest)
            {
                Stop($"stopped at the limit of {largest} bytes (Ingestion__MaxRecordingBytes)");
                _roomId = roomId;
            }
            if (!IsOn || (_file is null && _roomId == roomId))
            {
                return;
            }
            try
            {
                Write(roomId, frame);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Stop($"stopped: {error.Message}");
                _roomId = roomId;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Write(long roomId, ReadOnlySpan<byte> frame)
    {
        if (_file is null || _roomId != roomId)
        {
            Open(roomId);
        }
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow().UtcDateTime);
            json.WriteString("roomId", roomId.ToString(CultureInfo.InvariantCulture));
            json.WriteBase64String("frame", frame);
            json.WriteEndObject();
        }
        _file!.Write(_line.WrittenSpan);
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    private void Open(long roomId)
    {
        _file?.Dispose();
        Directory.CreateDirectory(folder);
        string stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string name = string.Create(CultureInfo.InvariantCulture, $"{handle}-{roomId}-{stamp}.jsonl");
        string path = Path.Combine(folder, name);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        _roomId = roomId;
        Message = $"records to {path}";
    }

    private void Stop(string why)
    {
        Message = _file is null ? why : $"{_file.Name}: {why}";
        _file?.Dispose();
        _file = null;
        _roomId = 0;
    }
}
