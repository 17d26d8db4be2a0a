namespace LiveOps.Console.Health;

/// <summary>The last hour in minutes. Each place is used again an hour later, so nothing grows.</summary>
/// <typeparam name="T">What is kept of a minute.</typeparam>
internal sealed class Minutes<T>
    where T : class, new()
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 60;

    private readonly (long Minute, T? Value)[] _places = new (long, T?)[Kept];

    /// <summary>The minute of a moment, begun anew where it is another one than the place held.</summary>
    public T At(DateTimeOffset moment)
    {
        var minute = Number(moment);
        ref var place = ref _places[minute % Kept];
        if (place.Minute != minute || place.Value is null)
            place = (minute, new T());
        return place.Value!;
    }

    /// <summary>All minutes of the last hour, oldest first; of those in which nothing came, null.</summary>
    public IEnumerable<(DateTimeOffset At, T? Value)> Until(DateTimeOffset now)
    {
        var last = Number(now);
        for (var minute = last - Kept + 1; minute <= last; minute++)
        {
            var place = _places[minute % Kept];
            yield return (DateTimeOffset.UnixEpoch.AddMinutes(minute), place.Minute == minute ? place.Value : null);
        }
    }

    private static long Number(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 60;
}
