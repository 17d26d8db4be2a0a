using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>From the board's HELLO to a board that takes commands: who it is, what it has, what it shall have.</summary>
internal sealed partial class PortMachine
{
    private void HandleHello(HelloLine hello, Moment now)
    {
        if (Phase != PortPhase.Greeting || hello.Session != _session)
            return;
        _flow.EndAll(Board, Ends.NoAnswer);
        Board?.Port = null;
        var admission =
            hello.Protocol == HostLines.Version
                ? effects.Identify(hello)
                : new Admission(null, BoardState.Failing, PortFaults.Version(hello.Protocol));
        if (admission.Board is not { } board)
        {
            Refuse(admission, now);
            return;
        }
        IsQuarantined = false;
        Board = board;
        _listed.Clear();
        Ask(PortPhase.Listing, HostLines.Capabilities(), now);
    }

    private void Refuse(Admission admission, Moment now)
    {
        IsQuarantined = admission.State == BoardState.Quarantined;
        Shut(admission.Detail ?? "", "refused", now, IsQuarantined ? _quarantineWait : _longWait);
    }

    private void HandleListEnd(long count, Moment now)
    {
        // A line of the list was lost: the time-out asks again.
        if (_listed.Complete(count) is not { } devices)
            return;
        Board!.Devices = devices;
        if (_table.IsUnderWay)
        {
            effects.Configured(Board, _table.Refusal);
            _table.Forget();
        }
        Ask(PortPhase.Probing, _heart.Ask(), now);
    }

    private bool HandleControl(in BoardLine line, Moment now)
    {
        if (line.Seq == 0 || line.Seq != _controlSeq)
            return false;
        if (Phase == PortPhase.Configuring)
        {
            if (line.Kind == BoardLineKind.Refused)
                _table.Refused(line.Word ?? "", Board!.Wanted!);
            AskNextRow(now);
            return true;
        }
        if (Phase is not (PortPhase.Clearing or PortPhase.Keeping))
            return false;
        // The ACK says that storing began; EVT:SAVED says that it is done.
        if (Phase == PortPhase.Keeping)
            _asking.Wait(timings.BootWait, now);
        else if (line.Kind is BoardLineKind.Accepted or BoardLineKind.AcceptedBefore)
            AfterClear(now);
        else
        {
            Fault = PortFaults.KeepsStop;
            BecomeStopped(now);
        }
        return true;
    }

    private void AfterClear(Moment now)
    {
        if (IsLatched)
            BeginStopping(now, written: false);
        else if (_table.Begin(Board!, _listed.Table()))
            AskNextRow(now);
        else if (Board!.IsKept)
            BecomeReady(now);
        else
            Ask(PortPhase.Keeping, HostLines.Save(_controlSeq = _flow.NextSeq()), now);
    }

    /// <summary>Nothing is on or on its way, so that the board's table may change.</summary>
    public bool MayConfigure => Phase == PortPhase.Ready && _flow.IsEmpty;

    /// <summary>The board shall have another table.</summary>
    public void Configure(Moment now) => AfterClear(now);

    private void AskNextRow(Moment now)
    {
        _heart.Pause();
        if (_table.Next(_controlSeq = _flow.NextSeq()) is { } row)
            Ask(PortPhase.Configuring, row, now);
        else if (_table.Refusal is null)
            Ask(PortPhase.Keeping, HostLines.Save(_controlSeq), now);
        else
            TableWritten(now);
    }

    /// <summary>The list is read again: it, and not what was written, is what commands are checked against.</summary>
    private void TableWritten(Moment now)
    {
        _listed.Clear();
        Ask(PortPhase.Listing, HostLines.Capabilities(), now);
    }
}
