namespace LiveOps.DeviceGateway.Protocol;

/// <summary>
/// CRC-16/MCRF4XX: reflected 0x1021, start 0xFFFF, no final xor; the check of "123456789" is 0x6F91. It is what
/// avr-libc calls <c>_crc_ccitt_update</c>, so the board computes it byte by byte as a line arrives.
/// </summary>
internal static class Crc16
{
    private const ushort Start = 0xFFFF;
    private static readonly ushort[] _table = MakeTable();

    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var crc = Start;
        foreach (var value in bytes)
            crc = (ushort)((crc >> 8) ^ _table[(crc ^ value) & 0xFF]);
        return crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var n = 0; n < 256; n++)
        {
            var crc = (ushort)n;
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1);
            table[n] = crc;
        }
        return table;
    }
}
