using System.Runtime.InteropServices;

namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>
/// Finds presses of one key in what a Linux input device sends: struct input_event of linux/input.h on 64-bit systems,
/// 16 bytes of time, then type and code (16 bits each) and value (32 bits). Events may be cut by a read.
/// </summary>
internal sealed class InputEvents(ushort code)
{
    /// <summary>Bytes of one event.</summary>
    public const int Size = 24;
    private const int TypeAt = 16;
    private const int CodeAt = 18;
    private const int ValueAt = 20;
    private const ushort KeyEvent = 1;

    /// <summary>1: pressed; 0 is released, 2 is held.</summary>
    private const int Pressed = 1;
    private readonly byte[] _cut = new byte[Size];
    private int _length;

    /// <summary>True when the key was pressed within these bytes.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        var pressed = false;
        while (bytes.Length > 0)
        {
            var part = bytes[..Math.Min(bytes.Length, Size - _length)];
            part.CopyTo(_cut.AsSpan(_length));
            _length += part.Length;
            bytes = bytes[part.Length..];
            if (_length < Size)
                break;
            _length = 0;
            pressed |=
                MemoryMarshal.Read<ushort>(_cut.AsSpan(TypeAt)) == KeyEvent
                && MemoryMarshal.Read<ushort>(_cut.AsSpan(CodeAt)) == code
                && MemoryMarshal.Read<int>(_cut.AsSpan(ValueAt)) == Pressed;
        }
        return pressed;
    }
}
