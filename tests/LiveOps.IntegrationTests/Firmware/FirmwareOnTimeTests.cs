using System.Globalization;
using System.Text;
using LiveOps.IntegrationTests.DeviceGateway.Chaos;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>
/// How long outputs are on while the board has more to do than that: its line is full all the time, and lines are read
/// and written at the moments at which outputs are due. The same run every time, in CPU cycles.
/// </summary>
[Collection(Alone.Name)]
public class FirmwareOnTimeTests
{
    private const int Commands = 5_000;
    private const int FirstSeq = 10;

    private static readonly Output[] Outputs =
    [
        new("SOL1", "PUSH", "", "PD4"),
        new("RELAY1", "ON", "", "PD7"),
        new("LED1", "ON", "255,0,0", "PB5"),
        new("LED2", "COLOR", "9,200,9", "PB4"),
        new("RELAY2", "ON", "", "PD2"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_output_is_never_on_too_short_and_never_700_us_too_long_however_busy_the_line_is(int seed)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        using var board = await SteppedBoard.StartAsync("none", seed);
        var host = new BusyHost(board, new Random(seed));
        host.Configure();
        host.SendAll();
        host.Dropped.ShouldBe(0, "each end is told, or the reports do not fit the pins");

        var late = new List<double>();
        var changes = board.End().Where(change => !change.Floating).ToList();
        foreach (var output in Outputs)
        {
            var onTimes = OnTimes(changes, output.Pin);
            var ended = host.Ended.Where(end => end.Device == output.Device).ToList();
            onTimes.Count.ShouldBe(ended.Count(end => end.How == "OK"));
            var replaced = false;
            var index = 0;
            foreach (var end in ended)
            {
                if (end.How == "OK")
                {
                    // After a replacement the pin just stays on: when the second action began it does not tell.
                    if (!replaced)
                        late.Add(onTimes[index] / 16.0 - host.AskedMs[end.Seq] * 1_000);
                    index++;
                }
                replaced = end.How == "REPL";
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{late.Count} on-times, too long by {late.Min():F1} to {late.Max():F1} us"
            )
        );
        late.Count.ShouldBeGreaterThan(2_000);
        late.Min().ShouldBeGreaterThanOrEqualTo(0);
        late.Max().ShouldBeLessThan(700);
    }

    private static List<long> OnTimes(List<PinChange> changes, string pin)
    {
        var its = changes.Where(change => change.Pin == pin).ToList();
        return
        [
            .. its.Zip(its.Skip(1))
                .Where(pair => pair.First.Value == 1)
                .Select(pair => pair.Second.Cycle - pair.First.Cycle),
        ];
    }

    private sealed record Output(string Device, string Action, string Values, string Pin);

    private sealed record End(int Seq, string Device, string How);

    // Two lines in flight at any time, as the protocol allows: commands of 1 to 12 ms, some armed and started together,
    // some refused, and the longest question there is.
    private sealed class BusyHost(SteppedBoard board, Random random)
    {
        private readonly Queue<string> _combination = new();
        private readonly StringBuilder _partial = new();
        private int _seq = FirstSeq;
        private int _inFlight;

        public List<End> Ended { get; } = [];

        public Dictionary<int, int> AskedMs { get; } = [];

        public int Dropped { get; private set; } = -1;

        public void Configure()
        {
            board.Step(50_000, []);
            string[] lines =
            [
                "HELLO:1:77",
                "CFG:0:SOL1:SOL:4:10000:100:60:0#1",
                "CFG:5:LED2:LED:12:60000:100:60:0#2",
                "CFG:6:RELAY2:RELAY:2:60000:100:60:0#3",
            ];
            foreach (var line in lines)
            {
                Send(line);
                Step(20_000);
            }
            _inFlight.ShouldBe(0, "each line is answered");
        }

        public void SendAll()
        {
            while (_seq < FirstSeq + Commands)
            {
                while (_inFlight < 2)
                    Send(Next());
                Step(200);
            }
            Step(100_000);
            Send("STAT");
            Step(100_000);
        }

        private string Next()
        {
            var seq = _seq++;
            if (_combination.TryDequeue(out var device))
                return device == "GO" ? $"GO#{seq}" : Command("ARM", Outputs.Single(o => o.Device == device), seq);
            var chance = random.Next(100);
            if (chance < 15)
            {
                foreach (var output in random.GetItems(Outputs, random.Next(3, 6)).DistinctBy(o => o.Device))
                    _combination.Enqueue(output.Device);
                _combination.Enqueue("GO");
            }
            return chance switch
            {
                > 92 => "HELLO:1:77",
                > 88 => $"CMD:SOL1:DANCE:5:#{seq}",
                _ => Command("CMD", Outputs[random.Next(Outputs.Length)], seq),
            };
        }

        private string Command(string verb, Output output, int seq)
        {
            AskedMs[seq] = random.Next(1, 13);
            return $"{verb}:{output.Device}:{output.Action}:{AskedMs[seq]}:{output.Values}#{seq}";
        }

        private void Send(string line)
        {
            _inFlight++;
            Hear(board.Step(1, Encoding.ASCII.GetBytes(FirmwareTests.Checked(line) + "\n")));
        }

        private void Step(int microseconds) => Hear(board.Step(microseconds, []));

        private void Hear(byte[] bytes)
        {
            foreach (var c in Encoding.ASCII.GetString(bytes))
            {
                if (c != '\n')
                {
                    _partial.Append(c);
                    continue;
                }
                Hear(_partial.ToString().Split('*')[0].Split(':'));
                _partial.Clear();
            }
        }

        private void Hear(string[] fields)
        {
            if (fields[0] == "DONE")
                Ended.Add(new(int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2], fields[3]));
            else if (fields[0] is "ACK" or "ERR" or "HELLO" or "STAT")
                _inFlight--;
            if (fields[0] == "STAT")
                Dropped = int.Parse(fields[^1], CultureInfo.InvariantCulture);
        }
    }
}
