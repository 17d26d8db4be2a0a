namespace LiveOps.Ingestion.Reading;

/// <summary>A gift of the catalogue. Used where a message leaves name or price out.</summary>
internal sealed record GiftPrice(string? Name, int Coins);
