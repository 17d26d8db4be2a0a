using System.Collections.Concurrent;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Slows guessing down: after a few wrong passwords or codes a name, and after more of them an address, has to wait. The wait
/// doubles with each further failure up to 15 minutes, and is forgotten an hour after the last one.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock) : IDisposable
{
    /// <summary>Wrong passwords that a name has free.</summary>
    public const int FreePerName = 5;

    /// <summary>Wrong passwords that an address has free: a whole studio may sit behind one.</summary>
    public const int FreePerAddress = 20;

    private const int Bound = 10_000;
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Failures> _failures = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>
    /// One guess at a name after the other: a thousand at once would all be under way before the first is counted.
    /// </summary>
    public async Task<IDisposable> TurnAsync(string name, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)StringComparer.Ordinal.GetHashCode(Name(name)) % (uint)_turns.Length];
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    /// <summary>How long until this name may be tried from this address; zero when now.</summary>
    public TimeSpan Wait(string name, string address)
    {
        var now = clock.GetUtcNow();
        var byName = WaitOf(Read(Name(name)), FreePerName, now);
        var byAddress = WaitOf(Read(Address(address)), FreePerAddress, now);
        return byName > byAddress ? byName : byAddress;
    }

    public void Failed(string name, string address)
    {
        var now = clock.GetUtcNow();
        if (_failures.Count > Bound)
            Forget(now);
        foreach (var key in (ReadOnlySpan<string>)[Name(name), Address(address)])
            _failures.AddOrUpdate(key, new Failures(1, now), (_, known) => Next(known, now));
    }

    /// <summary>The right password clears the name. Not the address: one good account must not launder guesses at others.</summary>
    public void Succeeded(string name) => _failures.TryRemove(Name(name), out _);

    /// <summary>The wait that a number of failures brings, counted from the last one.</summary>
    internal static TimeSpan WaitOf(Failures? failures, int free, DateTimeOffset now)
    {
        if (failures is null || failures.Count < free || now - failures.Last > _memory)
            return TimeSpan.Zero;
        var doublings = Math.Min(failures.Count - free, 12);
        var wait = _firstWait * (1 << doublings);
        var left = failures.Last + (wait < _longestWait ? wait : _longestWait) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static Failures Next(Failures known, DateTimeOffset now) =>
        now - known.Last > _memory ? new Failures(1, now) : new Failures(known.Count + 1, now);

    private Failures? Read(string key) => _failures.GetValueOrDefault(key);

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, failures) in _failures)
        {
            if (now - failures.Last > _memory || _failures.Count > Bound * 2)
                _failures.TryRemove(key, out _);
        }
    }

    private static string Name(string name) => $"name {name.Trim().ToLowerInvariant()}";

    private static string Address(string address) => $"address {address}";

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }

    /// <summary>Wrong passwords in a row and when the last one came.</summary>
    internal sealed record Failures(int Count, DateTimeOffset Last);
}
