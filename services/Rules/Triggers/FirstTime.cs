using System.Globalization;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Remembers who has set off a rule.</summary>
internal static class FirstTime
{
    /// <summary>True once for a viewer, a rule and a LIVE.</summary>
    public static bool OfViewerInSession(in Situation situation)
    {
        var key = situation.InSession(
            situation.OfViewer(
                string.Create(CultureInfo.InvariantCulture, $"{MemoryKeys.Reached}/{situation.Rule.Id:N}")
            )
        );
        if (situation.Memory.Find(key) is not null)
            return false;
        situation.Memory.Set(key, new StateEntry(1, situation.Now.AddDays(2)), situation.Now);
        return true;
    }
}
