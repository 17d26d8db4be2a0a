using System.Buffers.Binary;

namespace LiveOps.Benchmarks.Decoding;

/// <summary>Push frames in a file, each behind its length (32 bits, little-endian), so that both decoders read the same bytes.</summary>
internal static class FrameFile
{
    public static void Write(string path, IEnumerable<byte[]> frames)
    {
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[4];
        foreach (var frame in frames)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
            file.Write(length);
            file.Write(frame);
        }
    }

    public static byte[][] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var frames = new List<byte[]>();
        for (var at = 0; at < bytes.Length; )
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at, 4));
            frames.Add(bytes.AsSpan(at + 4, length).ToArray());
            at += 4 + length;
        }
        return [.. frames];
    }
}
