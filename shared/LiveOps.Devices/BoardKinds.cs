namespace LiveOps.Devices;

/// <summary>A kind of board as its firmware is built for it: which pins devices may use, and what each can do.</summary>
public sealed record BoardKind
{
    /// <summary>As the board's HELLO says, for example UNO.</summary>
    public required string Word { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>Rows of its table of devices.</summary>
    public required int MostDevices { get; init; }

    /// <summary>The pins that devices may use, by number. 0 and 1 are the line to the PC.</summary>
    public required IReadOnlyList<BoardPin> Pins { get; init; }
}

/// <summary>One pin of a board.</summary>
/// <param name="Number">By Arduino's numbers.</param>
/// <param name="Label">As printed on the board, for example D9 or A0.</param>
/// <param name="Timer">The timer that can make PWM on it; null: on and off only. A timer does one thing at a time.</param>
/// <param name="Servo">Its timer is wide enough for a servo's pulses.</param>
public sealed record BoardPin(int Number, string Label, int? Timer, bool Servo);

/// <summary>The kinds of board that are known by their pins; held to <c>firmware/avr/pins_*.h</c> by a test.</summary>
public static class BoardKinds
{
    private const int FirstPin = 2;

    /// <summary>The timer that makes sounds: with a buzzer its pins have no PWM.</summary>
    public const int ToneTimer = 2;

    public static readonly BoardKind Uno = new()
    {
        Word = "UNO",
        Title = "Arduino Uno or Nano",
        MostDevices = 10,
        Pins = Make(last: 19, firstAnalog: 14, wide: [1], (3, 2), (5, 0), (6, 0), (9, 1), (10, 1), (11, 2)),
    };

    public static readonly BoardKind Mega = new()
    {
        Word = "MEGA",
        Title = "Arduino Mega 2560",
        MostDevices = 16,
        Pins = Make(
            last: 69,
            firstAnalog: 54,
            wide: [1, 3, 4, 5],
            (2, 3),
            (3, 3),
            (4, 0),
            (5, 3),
            (6, 4),
            (7, 4),
            (8, 4),
            (9, 2),
            (10, 2),
            (11, 1),
            (12, 1),
            (13, 0),
            (44, 5),
            (45, 5),
            (46, 5)
        ),
    };

    public static readonly IReadOnlyList<BoardKind> All = [Uno, Mega];

    /// <summary>The kind by the board's own word; null for one that this program does not know.</summary>
    public static BoardKind? Find(string? word) =>
        All.FirstOrDefault(kind => string.Equals(kind.Word, word, StringComparison.Ordinal));

    private static BoardPin[] Make(int last, int firstAnalog, int[] wide, params (int Pin, int Timer)[] timers)
    {
        var byPin = timers.ToDictionary(pair => pair.Pin, pair => pair.Timer);
        return
        [
            .. Enumerable
                .Range(FirstPin, last - FirstPin + 1)
                .Select(pin =>
                {
                    int? timer = byPin.TryGetValue(pin, out var own) ? own : null;
                    return new BoardPin(
                        pin,
                        pin >= firstAnalog ? $"A{pin - firstAnalog}" : $"D{pin}",
                        timer,
                        timer is { } number && wide.Contains(number)
                    );
                }),
        ];
    }
}
