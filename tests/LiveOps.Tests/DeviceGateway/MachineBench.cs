using System.Text;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>One port's state machine with a board that the test speaks for, and a clock that the test moves.</summary>
public abstract class MachineBench
{
    private protected readonly RecordedEffects _effects = new();
    private protected readonly PortMachine _machine;
    private protected readonly Board _board = new(GatewayMaking.Uid, 8) { IsKept = true };
    private protected double _ms;
    private protected readonly Guid _account = Guid.NewGuid();
    private long _order;

    protected MachineBench()
    {
        _machine = new PortMachine(new SerialPort("/dev/ttyX", "usb-1"), new BoardTimings(), _effects, () => 0);
        _effects.Admit = hello =>
        {
            _board.CanArm = hello.CanArm;
            return new Admission(_board);
        };
    }

    private protected virtual string Firmware => "1.1.0";

    private protected Moment Now => GatewayMaking.At(_ms);

    private protected string Session => _effects.Written.Last(line => line.StartsWith("HELLO")).Split(':')[2];

    private protected void Advance(double ms)
    {
        _ms += ms;
        _effects.Now = Now;
        _machine.Tick(Now);
    }

    private protected void Hear(string text)
    {
        BoardLineParser
            .Parse(Encoding.ASCII.GetBytes(ProtocolTests.Seal(text)), strict: true, out var line)
            .ShouldBe(LineVerdict.Understood);
        _machine.Line(line, 0, Now);
        _machine.Tick(Now);
    }

    private protected void Open()
    {
        Advance(0);
        _effects.Opens.ShouldBe(1);
        _machine.Opened(77, Now);
    }

    private protected void Greet() =>
        Hear($"HELLO:1:LIVEOPS:{Firmware}:UNO:{GatewayMaking.Uid}:{Session}:3:1D50:96:64:2000");

    private protected void Describe(char state = 'R')
    {
        Greet();
        _board.Port = _machine;
        Hear("CAP:0:SOL1:SOL:4:10000:50:60:0");
        Hear("CAP:1:RELAY1:RELAY:7:60000:100:60:0");
        Hear("CAP:2:LED1:LED:13:60000:100:60:0");
        Hear("CAPEND:3:1D50");
        AnswerPing(state);
    }

    private protected void AnswerPing(char state = 'R')
    {
        if (_effects.Written.LastOrDefault(line => line.StartsWith("PING")) is { } ping && ping != _answered)
        {
            _answered = ping;
            Hear($"PONG:{ping.Split(':', '*')[1]}:100:{state}:0");
        }
    }

    private string? _answered;

    private protected void BecomeReady()
    {
        Open();
        Describe();
        _machine.Phase.ShouldBe(PortPhase.Ready);
    }

    private protected CommandRun Submit(
        string device = "SOL1",
        string action = "PUSH",
        int ms = 50,
        int[]? values = null,
        int expiresInMs = 3_000,
        Combo? combo = null
    )
    {
        var command = GatewayMaking.Command(device, action, ms) with
        {
            AccountId = _account,
            Params = values ?? [],
            ExpiresAt = Now.Wall.AddMilliseconds(expiresInMs),
        };
        var run = new CommandRun(command, _order++) { Board = _board, Combo = combo };
        if (DeviceNames.IsStop(action))
            _board.Stops.Enqueue(run);
        else
            _board.Lanes.TryEnqueue(run).ShouldBeTrue();
        _machine.Pump(Now);
        return run;
    }

    private protected CommandEnd End(CommandRun run) => _effects.Ends[run];

    private protected static string Seq(string line) => line.Split('#', '*')[1];

    private protected sealed class RecordedEffects : IPortEffects
    {
        public int Opens { get; private set; }
        public int Closes { get; private set; }
        public int Stops { get; private set; }
        public int Kept { get; private set; }
        public int StoppedByItselfCount { get; private set; }
        public List<string> Written { get; } = [];
        public List<CommandRun> Sent { get; } = [];

        /// <summary>Everything numbered that was sent, as it is on the wire.</summary>
        public List<string> Lines { get; } = [];
        public List<(string Device, bool Pressed)> Inputs { get; } = [];
        public List<string?> Configurations { get; } = [];
        public Dictionary<CommandRun, CommandEnd> Ends { get; } = [];
        public Func<HelloLine, Admission> Admit { get; set; } = _ => default;

        public void Open() => Opens++;

        public void Close() => Closes++;

        public void Write(byte[] line) => Written.Add(Encoding.ASCII.GetString(line).TrimEnd('\n'));

        public void WriteStop() => Stops++;

        public Admission Identify(HelloLine hello) => Admit(hello);

        public void Keep(Board board) => Kept++;

        public void Send(SentLine line)
        {
            Lines.Add(Encoding.ASCII.GetString(line.Line).TrimEnd('\n'));
            if (line is CommandRun run)
                Sent.Add(run);
        }

        public void Acknowledged(CommandRun run) { }

        // A second end of the same command throws here.
        public void Ended(CommandRun run, CommandEnd end)
        {
            Ends.Add(run, end);
            run.Combo?.Left(run, Now);
        }

        public Moment Now { get; set; }

        public void LineError(string kind) { }

        public void StoppedByItself(Board board) => StoppedByItselfCount++;

        public void InputChanged(Board board, string device, bool pressed) => Inputs.Add((device, pressed));

        public void Configured(Board board, string? refusal)
        {
            Configurations.Add(refusal);
            if (refusal is not null)
                board.Wanted = null;
        }

        public void StopConfirmed(TimeSpan after) { }

        public void Changed() { }
    }
}
