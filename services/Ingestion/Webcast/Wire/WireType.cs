namespace LiveOps.Ingestion.Webcast.Wire;

/// <summary>Protobuf's wire types. A tag is <c>(field &lt;&lt; 3) | wire type</c>.</summary>
internal static class WireType
{
    public const uint Varint = 0;
    public const uint Fixed64 = 1;
    public const uint Bytes = 2;
    public const uint GroupStart = 3;
    public const uint GroupEnd = 4;
    public const uint Fixed32 = 5;

    /// <summary>The longest encoding of a varint: ceil(64 / 7) bytes.</summary>
    public const int LongestVarint = 10;
}
