using System.IO.Compression;

namespace LiveOps.Ingestion.Webcast.Frames;

/// <summary>Unpacks gzip payloads into one buffer that is used again and again; at most <c>limit</c> bytes.</summary>
internal sealed class Inflater(int limit)
{
    private const int FirstSize = 64 * 1024;

    // A buffer that one giant frame has stretched is not kept for ever.
    private const int KeptSize = 1024 * 1024;

    private byte[] _buffer = [];
    private byte[] _packed = [];

    /// <summary>False for what is no gzip, is cut off, or unpacks to more than the limit.</summary>
    public bool TryInflate(ReadOnlySpan<byte> packed, out ReadOnlySpan<byte> plain)
    {
        plain = default;
        if (_buffer.Length is 0 or > KeptSize)
        {
            _buffer = new byte[FirstSize];
        }

        try
        {
            using var source = new MemoryStream(Keep(packed), 0, packed.Length, writable: false);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            int length = 0;
            while (true)
            {
                if (length == _buffer.Length)
                {
                    if (length >= limit)
                    {
                        return false;
                    }
                    Array.Resize(ref _buffer, (int)Math.Min((long)length * 2, limit));
                }
                int read = gzip.Read(_buffer, length, _buffer.Length - length);
                if (read == 0)
                {
                    plain = _buffer.AsSpan(0, length);
                    return true;
                }
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // A stream cannot read from a span; the copy goes into a buffer that is used again.
    private byte[] Keep(ReadOnlySpan<byte> packed)
    {
        if (_packed.Length < packed.Length || _packed.Length > KeptSize)
        {
            _packed = new byte[Math.Max(packed.Length, FirstSize)];
        }
        packed.CopyTo(_packed);
        return _packed;
    }
}
