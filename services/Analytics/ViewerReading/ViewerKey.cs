using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LiveOps.Analytics.Reviewing;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Where a viewer stands in a <see cref="ViewerSort"/>: a page's last one is where the next page begins.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Main">What the list is ordered by; microseconds for a time, 0 for a name.</param>
/// <param name="Coins">By VIP tier alone: what orders those of one tier; else 0.</param>
/// <param name="Name">By name alone.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ViewerKey(long UserId, long Main, long Coins, string? Name)
{
    private const int Parts = 6;

    /// <summary>Reads a row of the columns that <see cref="ViewerOrder.Keys"/> names.</summary>
    public static ViewerKey Read(NpgsqlDataReader row, ViewerSort sort) =>
        sort.Name switch
        {
            ViewerSort.ByName => new(row.GetInt64(0), 0, 0, row.GetString(1)),
            ViewerSort.ByVip => new(row.GetInt64(0), row.GetInt16(1), row.GetInt64(2), null),
            _ when sort.IsTime => new(
                row.GetInt64(0),
                Cursor.MicrosecondsOf(row.GetFieldValue<DateTimeOffset>(1)),
                0,
                null
            ),
            _ => new(row.GetInt64(0), row.GetInt64(1), 0, null),
        };

    /// <summary>Opaque to callers; belongs to one order.</summary>
    public string ToCursor(ViewerSort sort, bool descending) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{sort.Name}.{(descending ? 'd' : 'a')}.{UserId}.{Main}.{Coins}.{(Name is null ? "" : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Name)))}"
        );

    /// <summary>False for what <see cref="ToCursor"/> has not made for this order; null without a cursor.</summary>
    public static bool TryParse(string? cursor, ViewerSort sort, bool descending, out ViewerKey? key)
    {
        key = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        var parts = cursor.Split('.', Parts + 1);
        if (
            parts.Length != Parts
            || parts[0] != sort.Name
            || parts[1] != (descending ? "d" : "a")
            || !TryNumber(parts[2], out var user)
            || !TryNumber(parts[3], out var main)
            || !TryNumber(parts[4], out var coins)
            || !TryName(parts[5], out var name)
        )
            return false;
        key = new ViewerKey(user, main, coins, sort.Name == ViewerSort.ByName ? name : null);
        return true;
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool TryName(string text, out string name)
    {
        name = "";
        if (!Base64Url.IsValid(text))
            return false;
        name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        return !name.Contains('\0', StringComparison.Ordinal);
    }
}
