using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Deciding;

/// <summary>Something that came to an account by its partition: the one line in which everything is decided.</summary>
internal abstract class AccountInput
{
    public abstract AccountKey Key { get; }

    /// <summary>The decision's clock: the same on every delivery.</summary>
    public abstract DateTimeOffset At { get; }

    /// <summary>The room that it came from; 0 for none.</summary>
    public virtual long RoomId => 0;

    /// <summary>When the oldest thing in it was received: from there actions expire.</summary>
    public abstract DateTimeOffset ReceivedAt { get; }

    /// <summary>Tells two inputs of an account apart.</summary>
    public abstract InputId Id { get; }

    /// <summary>The last event that it holds; -1 for none.</summary>
    public virtual long LastSequence => -1;

    /// <summary>Lets the engine take it.</summary>
    /// <param name="engine">Of the account.</param>
    /// <param name="lastSequence">Events up to this one are decided already.</param>
    public abstract void Apply(RuleEngine engine, long lastSequence);
}

/// <summary>Tells two inputs of an account apart.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InputId(long Sequence, int Events, Guid SignalId);

/// <summary>A frame of a room.</summary>
internal sealed class EventsInput(LiveEvents message) : AccountInput
{
    public LiveEvents Message => message;
    public override AccountKey Key => new(message.WorkspaceId, message.AccountId);
    public override DateTimeOffset At => message.ReceivedAt;
    public override DateTimeOffset ReceivedAt => message.ReceivedAt;
    public override long RoomId => message.RoomId;
    public override InputId Id => new(message.Sequence, message.Events.Count, Guid.Empty);
    public override long LastSequence => message.Sequence + message.Events.Count - 1;

    public override void Apply(RuleEngine engine, long lastSequence)
    {
        for (var n = 0; n < message.Events.Count; n++)
        {
            var happened = message.Events[n];
            if (message.Sequence + n > lastSequence && !happened.IsHistory)
                engine.Take(Happening.Of(message, happened));
        }
    }
}

/// <summary>A tick, a button, a word of a person.</summary>
internal sealed class SignalInput(AccountSignal signal) : AccountInput
{
    public override AccountKey Key => new(signal.WorkspaceId, signal.AccountId);
    public override DateTimeOffset At => signal.At;
    public override DateTimeOffset ReceivedAt => signal.At;
    public override InputId Id => new(-1, 0, signal.SignalId);

    public override void Apply(RuleEngine engine, long lastSequence) => engine.Take(signal);
}
