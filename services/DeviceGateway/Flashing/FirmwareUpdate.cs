using System.Globalization;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>How an update ended.</summary>
/// <param name="Uid">The board's id; null when it tells none (a firmware that is not ours).</param>
/// <param name="From">The version before; null when unknown.</param>
/// <param name="To">The version now; null when the program is not ours.</param>
/// <param name="Previous">The program that was on the board, as a file: the way back. Null when it was blank.</param>
/// <param name="Notes">What a person should know besides.</param>
internal sealed record UpdateReport(
    string? Uid,
    string? From,
    string? To,
    string? Previous,
    IReadOnlyList<string> Notes
);

/// <summary>
/// Puts a firmware on the board at a port, over the cable it is used by: asks it what it has, keeps its table and its
/// program as files, writes, reads back, and gives it its table again.
/// </summary>
/// <param name="ports">The ports of this machine.</param>
/// <param name="folder">Where the ways back are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Hears each step, for a person who waits.</param>
internal sealed class FirmwareUpdate(ISerialPorts ports, FirmwareFolder folder, TimeProvider time, Action<string> say)
{
    private const int Tries = 3;
    private static readonly TimeSpan s_hello = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(12);

    /// <summary>"rjmp" to itself.</summary>
    private static readonly byte[] s_standStill = [0xFF, 0xCF];
    private readonly List<string> _notes = [];

    /// <param name="port">Where the board is; nobody else may have it open.</param>
    /// <param name="image">What to write.</param>
    /// <param name="force">Also the same or an older version, and on a board that does not answer.</param>
    /// <exception cref="FlashRefusedException">Nothing was written.</exception>
    /// <exception cref="FlashFailedException">Something was written, or the result is not what it should be.</exception>
    public UpdateReport Run(SerialPort port, FirmwareImage image, bool force)
    {
        var unfinished = folder.Unfinished(port.Place);
        var table = Ask(port, image, force || unfinished is not null) ?? unfinished?.Table;
        using (var loader = Enter(port, unfinished?.Baud ?? 0))
        {
            var previous = Keep(loader, table) ?? unfinished?.Previous;
            folder.Begin(unfinished = new UnfinishedUpdate(port.Place, port.Path, table, previous, loader.Baud));
            Write(port, loader, image, unfinished);
        }
        return Finish(port, image, unfinished);
    }

    private DeviceTable? Ask(SerialPort port, FirmwareImage image, bool force)
    {
        say($"Asking the board on {port.Path}");
        BoardTalk? talk;
        try
        {
            talk = BoardTalk.Open(ports, port, s_hello);
        }
        catch (IOException error)
        {
            throw new FlashRefusedException(error.Message);
        }
        if (talk is null)
        {
            if (!force)
                throw new FlashRefusedException(
                    $"No LiveOps board answers on {port.Path}. If a board without LiveOps is there, or one whose update was cut, say --force: what is on it is read, kept as a file and overwritten."
                );
            say("No LiveOps firmware answers; looking for the boot loader");
            return null;
        }
        using (talk)
        {
            Allow(talk, image, force);
            try
            {
                var table = DeviceTable.Of(talk);
                say(
                    $"Board {table.Uid} has version {table.Firmware}; its {table.Lines.Count} devices are kept in {folder.KeepTable(table)}"
                );
                return table;
            }
            catch (IOException error)
            {
                throw new FlashRefusedException(
                    $"Nothing was changed: {error.Message}. Check the cable and try again."
                );
            }
        }
    }

    private static void Allow(BoardTalk talk, FirmwareImage image, bool force)
    {
        var (board, uid) = (talk.Hello.Board, talk.Hello.Uid);
        if (image.Version is not null && !image.Holds(board))
            throw new FlashRefusedException(
                $"Board {uid} is of the kind {board}, and this firmware is for another kind: build or fetch the one for {board}."
            );
        if (force || image.Version is not { } offered || !Version.TryParse(talk.Hello.Version, out var present))
            return;
        if (present >= offered)
            throw new FlashRefusedException(
                $"Board {uid} has version {present} already, and this is {offered}: nothing to do. --force writes it all the same."
            );
    }

    private BootLoader Enter(SerialPort port, int baud)
    {
        try
        {
            var loader =
                BootLoader.Find(ports, port, baud)
                ?? throw new FlashRefusedException(
                    $"The boot loader on {port.Path} does not answer; nothing was changed. Check that it is an Uno or Nano, hold no button on it, and try again; if its boot loader is gone, a programmer has to put it back."
                );
            say($"The boot loader answers at {loader.Baud} baud");
            if (loader.Baud != 115_200)
                _notes.Add(
                    "This board has the old boot loader, which does not survive a watchdog reset: after a hang it blinks until its power is cut. Put Optiboot on it, or load a firmware made with WDT=0."
                );
            return loader;
        }
        catch (IOException error)
        {
            throw new FlashRefusedException($"Nothing was changed: {error.Message}. Check the cable and try again.");
        }
    }

    /// <summary>Reads what is on the board, down to its last byte, so that it can be put back.</summary>
    private string? Keep(BootLoader loader, DeviceTable? table)
    {
        say("Reading the program that is on the board");
        try
        {
            var flash = ReadAll(loader.Chip, FirmwareImage.Capacity);
            var end = Array.FindLastIndex(flash, value => value != 0xFF) + 1;
            if (end == 0)
                return null;
            var (uid, version) = (table?.Uid ?? "unknown", table?.Firmware ?? "unknown");
            var path = folder.KeepProgram(uid, version, flash[..end], time.GetUtcNow());
            say($"It is kept in {path}");
            return path;
        }
        catch (IOException error)
        {
            throw new FlashRefusedException($"Nothing was changed: {error.Message}. Check the cable and try again.");
        }
    }

    private static byte[] ReadAll(Stk500 chip, int count)
    {
        var flash = new byte[count];
        for (var at = 0; at < count; at += FirmwareImage.PageSize)
        {
            var length = Math.Min(FirmwareImage.PageSize, count - at);
            chip.Read(at, length).CopyTo(flash, at);
        }
        return flash;
    }

    private void Write(SerialPort port, BootLoader loader, FirmwareImage image, UnfinishedUpdate note)
    {
        var current = loader;
        try
        {
            for (var tried = 1; ; tried++)
            {
                try
                {
                    WriteOnce(current.Chip, image);
                    current.Chip.Leave();
                    return;
                }
                catch (IOException error) when (tried < Tries)
                {
                    say($"{error.Message}; once more, from the start");
                    current.Dispose();
                    current =
                        BootLoader.Find(ports, port, loader.Baud)
                        ?? throw new IOException("the boot loader does not answer any more");
                }
            }
        }
        catch (IOException error)
        {
            throw new FlashFailedException(
                $"The update broke off: {error.Message}. The board has half a program and does nothing; its boot loader is still there. Check the cable, then do the same once more. {WayBack(note)}",
                error
            );
        }
        finally
        {
            current.Dispose();
        }
    }

    private void WriteOnce(Stk500 chip, FirmwareImage image)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"Writing {image.Bytes.Length} bytes"));
        // The first page last: until it is there the chip turns in a circle, with every pin floating and interrupts off,
        // instead of running the beginning of something that is not whole.
        chip.Write(0, PageOf(s_standStill, 0));
        for (var at = FirmwareImage.PageSize; at < image.Bytes.Length; at += FirmwareImage.PageSize)
            chip.Write(at, PageOf(image.Bytes, at));
        chip.Write(0, PageOf(image.Bytes, 0));
        say("Reading it back");
        var written = ReadAll(chip, image.Bytes.Length);
        var wrong = written.Zip(image.Bytes).Count(pair => pair.First != pair.Second);
        if (wrong > 0)
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{wrong} bytes of the board's flash are not what was written"
                )
            );
    }

    private static byte[] PageOf(byte[] bytes, int at)
    {
        var page = new byte[FirmwareImage.PageSize];
        Array.Fill(page, (byte)0xFF);
        bytes.AsSpan(at, Math.Min(page.Length, bytes.Length - at)).CopyTo(page);
        return page;
    }

    private UpdateReport Finish(SerialPort port, FirmwareImage image, UnfinishedUpdate note)
    {
        if (image.Version is null)
        {
            folder.End(port.Place);
            _notes.Add("The program is no LiveOps firmware: whether it runs, only the board shows.");
            return new UpdateReport(null, note.Table?.Firmware, null, note.Previous, _notes);
        }
        say("Waiting for the board to start");
        try
        {
            using var talk =
                BoardTalk.Open(ports, port, s_restart)
                ?? throw new IOException("the board does not answer with its new firmware");
            var now = talk.Hello.Version;
            if (now != image.Version.ToString())
                throw new IOException($"the board says that it has version {now} and not {image.Version}");
            if (note.Table is { } table)
                GiveBack(table, talk);
            folder.End(port.Place);
            return new UpdateReport(talk.Hello.Uid, note.Table?.Firmware, now, note.Previous, _notes);
        }
        catch (IOException error)
        {
            throw new FlashFailedException(
                $"The firmware is on the board, read back and right, but {error.Message}. Pull the cable and plug it in again; if it stays so, do the same once more. {WayBack(note)}",
                error
            );
        }
    }

    private void GiveBack(DeviceTable table, BoardTalk talk)
    {
        if (talk.Hello.Uid != table.Uid)
            _notes.Add(
                $"The board's id was {table.Uid} and is {talk.Hello.Uid} now: it had not stored it. Rules that name it need the new one."
            );
        var present = DeviceTable.Of(talk);
        if (table.IsIn(present))
            return;
        say("Giving the board its devices back");
        var refused = table.Restore(talk, present);
        if (refused.Count > 0)
            _notes.Add(
                $"The new firmware refuses a part of the board's devices: {string.Join("; ", refused)}. They are kept in {folder.KeepTable(table)}."
            );
        else if (!talk.Greet() || !table.IsIn(DeviceTable.Of(talk)))
            throw new IOException("its devices are not what they were");
        else
            _notes.Add($"The new firmware had other devices; the board has its {table.Lines.Count} back.");
    }

    private static string WayBack(UnfinishedUpdate note) =>
        note.Previous is { } path
            ? $"What was on it is kept: `flash --port {note.Path} --hex {path} --force` puts it back."
            : "";
}
