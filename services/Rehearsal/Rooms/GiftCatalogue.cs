using System.Globalization;
using Google.Protobuf;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Rooms;

/// <summary>A gift that viewers of a rehearsal room can send. Price in coins a unit; type 1 with combo can form streaks.</summary>
internal sealed class CatalogueGift(long id, string name, int coins, int type, bool combo)
{
    // A gift message of 2026 has 5.5 kB, of which the gift block is about 3 kB.
    private const int RealisticGiftBytes = 3050;

    private byte[]? _small;
    private byte[]? _realistic;

    public long Id { get; } = id;
    public string Name { get; } = name;
    public int Coins { get; } = coins;
    public int Type { get; } = type;
    public bool Combo { get; } = combo;

    /// <summary>The gift block of a gift message, encoded once.</summary>
    public byte[] Encoded(bool realistic) =>
        realistic ? _realistic ??= Encode(RealisticGiftBytes) : _small ??= Encode(0);

    private byte[] Encode(int atLeastBytes)
    {
        var info = new GiftInfo
        {
            Id = Id,
            Name = Name,
            Describe = $"sent {Name}",
            DiamondCount = Coins,
            Type = Type,
            Combo = Combo,
            DurationMs = 1000,
            ForLinkmic = true,
            Image = Pictures.Gift(Id),
            Icon = Pictures.Gift(Id),
        };
        Pictures.PadTo(
            info.Image,
            () => info.CalculateSize(),
            atLeastBytes,
            Id.ToString("x16", CultureInfo.InvariantCulture)
        );
        return info.ToByteArray();
    }
}

/// <summary>
/// The gifts of every rehearsal room: a small made-up panel with ids, prices and types as TikTok has them
/// (type 1 forms streaks; 2 and 4 do not), cheap to dear.
/// </summary>
internal static class GiftCatalogue
{
    public static IReadOnlyList<CatalogueGift> All { get; } =
    [
        new(5655, "Rose", 1, 1, true),
        new(5269, "TikTok", 1, 1, true),
        new(6064, "GG", 1, 1, true),
        new(5523, "Fire", 1, 1, true),
        new(6784, "Cake Slice", 1, 1, true),
        new(6912, "Cat Paws", 1, 1, true),
        new(7934, "Heart Me", 1, 4, false),
        new(5487, "Finger Heart", 5, 1, true),
        new(8243, "Cheer You Up", 9, 1, true),
        new(5658, "Perfume", 20, 1, true),
        new(5879, "Doughnut", 30, 1, true),
        new(6097, "Little Crown", 99, 4, false),
        new(6432, "Star", 99, 4, false),
        new(5585, "Confetti", 100, 2, false),
        new(5660, "Hand Hearts", 100, 2, false),
        new(5509, "Sunglasses", 199, 4, false),
        new(6437, "Garland Headpiece", 199, 4, false),
        new(5482, "Shiba Inu", 222, 2, false),
        new(6267, "Corgi", 299, 2, false),
        new(6007, "Boxing Gloves", 299, 2, false),
        new(9465, "Fruit Friends", 299, 2, false),
        new(8244, "Hands Up", 499, 2, false),
        new(7168, "Money Gun", 500, 2, false),
        new(7985, "Lion's Mane", 500, 2, false),
        new(5897, "Swan", 699, 2, false),
        new(9138, "Trending Figure", 999, 2, false),
        new(6199, "Email Message", 1000, 2, false),
        new(7123, "Shiny air balloon", 1000, 2, false),
        new(5651, "Garland", 1500, 2, false),
        new(8245, "Here We Go", 1799, 2, false),
        new(6348, "Rabbit", 1999, 2, false),
        new(9468, "Rhythmic Bear", 2999, 2, false),
        new(9499, "Golden Party", 3000, 2, false),
        new(5767, "Private Jet", 4888, 2, false),
        new(5938, "Pool Party", 4999, 2, false),
        new(6089, "Sports Car", 7000, 2, false),
        new(8912, "Rosa Nebula", 15000, 2, false),
        new(6751, "TikTok Shuttle", 20000, 2, false),
        new(6369, "Lion", 29999, 2, false),
        new(9072, "TikTok Universe", 44999, 2, false),
    ];

    private static readonly Dictionary<long, CatalogueGift> s_byId = All.ToDictionary(gift => gift.Id);

    /// <summary>Finds a gift by id or by name (case does not matter); null when there is none.</summary>
    public static CatalogueGift? Find(string nameOrId)
    {
        if (long.TryParse(nameOrId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return s_byId.GetValueOrDefault(id);
        }
        return All.FirstOrDefault(gift => gift.Name.Equals(nameOrId.Trim(), StringComparison.OrdinalIgnoreCase));
    }
}
