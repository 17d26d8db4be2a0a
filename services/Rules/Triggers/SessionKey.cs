using System.Globalization;
using System.Runtime.CompilerServices;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>
/// The key under which a rule remembers how far a LIVE has come. Likes are half of all events and every rule about
/// them looks: the key of the LIVE that is on is made once.
/// </summary>
internal sealed class SessionKey
{
    private static readonly ConditionalWeakTable<Rule, SessionKey> _last = [];
    private Made? _made;

    public static string Reached(in Situation situation)
    {
        var last = _last.GetOrCreateValue(situation.Rule);
        var made = last._made;
        if (made is null || made.RoomId != situation.RoomId)
            last._made = made = new Made(
                situation.RoomId,
                situation.InSession(
                    string.Create(CultureInfo.InvariantCulture, $"{MemoryKeys.Reached}/{situation.Rule.Id:N}")
                )
            );
        return made.Key;
    }

    private sealed record Made(long RoomId, string Key);
}
