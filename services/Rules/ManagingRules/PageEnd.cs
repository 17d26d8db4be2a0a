using System.Globalization;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Where a page of a list by time ends: what comes with the list, and is handed back for the next page.</summary>
/// <param name="At">The time of the last one.</param>
/// <param name="Id">Its id: several may have the same time.</param>
internal sealed record PageEnd(DateTimeOffset At, Guid Id)
{
    public static bool TryParse(string text, out PageEnd? cursor)
    {
        cursor = null;
        var parts = text.Split('_');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            || micros > 253_402_300_799_999_999
            || !Guid.TryParse(parts[1], out var id)
        )
            return false;
        cursor = new PageEnd(DateTimeOffset.UnixEpoch.AddTicks(micros * 10), id);
        return true;
    }

    /// <summary>In microseconds, which is what PostgreSQL keeps.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / 10}_{Id:N}");
}
