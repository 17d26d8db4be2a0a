using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// The one thread that owns boards, lanes and journal. Others hand it work; it never waits for a port, the broker or a
/// person, so that a command goes from the bus to the wire with a single hand-over.
/// </summary>
internal sealed class GatewayLoop(TimeProvider time, ILogger<GatewayLoop> logger)
{
    private const int InputsPerTurn = 64;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);
    private readonly BlockingCollection<Action<Moment>> _inputs = [];
    private readonly long _started = time.GetTimestamp();
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Nobody takes what is brought any more.</summary>
    public bool HasEnded => _stopping;

    /// <summary>Called after the inputs of a turn: does what is due.</summary>
    public Action<Moment> Due { get; set; } = _ => { };

    /// <summary>Called at the end of a turn: writes the books.</summary>
    public Action<Moment> TurnEnded { get; set; } = _ => { };

    /// <summary>Uptime of the next <see cref="Due"/> that has something to do.</summary>
    public Func<TimeSpan> NextWake { get; set; } = () => TimeSpan.MaxValue;

    public Moment Now => new(time.GetUtcNow(), time.GetElapsedTime(_started));

    /// <summary>Work for the loop; done in order. Ignored after the end.</summary>
    public void Post(Action<Moment> input)
    {
        if (!_stopping)
            _inputs.Add(input);
    }

    public Task<T> AskAsync<T>(Func<Moment, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(now =>
        {
            try
            {
                answer.SetResult(question(now));
            }
            catch (Exception error)
            {
                answer.SetException(error);
            }
        });
        return answer.Task;
    }

    public void Start()
    {
        _thread = new Thread(Run)
        {
            IsBackground = true,
            Name = "gateway loop",
            Priority = ThreadPriority.AboveNormal,
        };
        _thread.Start();
    }

    /// <summary>Ends the loop after the work it has; waits for it.</summary>
    public void Stop()
    {
        _stopping = true;
        _inputs.Add(_ => { });
        _thread?.Join(TimeSpan.FromSeconds(5));
    }

    private void Run()
    {
        while (!_stopping || _inputs.Count > 0)
        {
            var wait = NextWake() - Now.Uptime;
            wait =
                wait < TimeSpan.Zero ? TimeSpan.Zero
                : wait < _longestWait ? wait
                : _longestWait;
            // Rounded up: waking a fraction of a millisecond early would turn in a circle until the time has come.
            var got = _inputs.TryTake(out var input, (int)Math.Ceiling(wait.TotalMilliseconds));
            for (var taken = 0; got; )
            {
                Guarded(input!);
                got = ++taken < InputsPerTurn && _inputs.TryTake(out input);
            }
            Guarded(Due);
            Guarded(TurnEnded);
        }
    }

    /// <summary>A defect in one board's handling must not stop the others, above all not their emergency stop.</summary>
    private void Guarded(Action<Moment> work)
    {
        try
        {
            work(Now);
        }
        catch (Exception error)
        {
            logger.LogError(error, "A step of the gateway's loop failed; it goes on with the next");
        }
    }
}
