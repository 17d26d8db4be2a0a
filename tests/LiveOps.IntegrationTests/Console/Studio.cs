using System.Collections.Concurrent;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Hosting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Console;

/// <summary>
/// Everything around the Console: publishes what Ingestion, Rules, a gateway and Analytics would, takes commands and
/// stops like a gateway, and serves a rehearsal room whose gifts go the whole way.
/// </summary>
internal sealed class Studio : IAsyncDisposable
{
    public const string Board = "AB12CD34";
    public const long Room = 7_300_000_000_000_000_001;
    public static readonly Guid Account = Guid.Parse("5a000000-0000-7000-8000-0000000000a1");
    private static readonly Guid _rule = Guid.Parse("5a000000-0000-7000-8000-0000000000c1");
    private readonly StudioRoom _rehearsal;
    private readonly Guid _session = Guid.NewGuid();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly Lock _books = new();
    private readonly Dictionary<long, (string Name, long Coins, long Gifts)> _leaders = [];
    private LiveSessionTotals _totals = new() { Viewers = 128, PeakViewers = 210 };
    private WebApplication? _app;
    private long _message = 7_300_000_000_000_100_000;

    private Studio() => _rehearsal = new(() => GiftAsync());

    public bool Stopped { get; set; }
    public ConcurrentQueue<DeviceCommand> Commands { get; } = new();
    public ConcurrentQueue<EmergencyStop> Stops { get; } = new();
    public ConcurrentQueue<ResetEmergencyStop> Resets { get; } = new();
    public IBus Bus => _app!.Services.GetRequiredService<IBus>();

    public string Url =>
        _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<Studio> StartAsync(string broker)
    {
        var studio = new Studio();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:rabbit"] = broker, ["urls"] = "http://127.0.0.1:0" }
        );
        builder.AddLiveOpsDefaults("studio", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddLiveOpsBus(
            null,
            (_, rabbit) =>
            {
                rabbit.CommandEndpoint("gateway.pc1", e => e.Handler<DeviceCommand>(c => studio.RunAsync(c.Message)));
                rabbit.TransientEndpoint(
                    "studio.stops",
                    endpoint =>
                    {
                        endpoint.Handler<EmergencyStop>(context =>
                        {
                            // As a gateway does: a stop of another workspace concerns it not.
                            if (context.Message.WorkspaceId != ConsoleHost.Workspace)
                                return Task.CompletedTask;
                            studio.Stops.Enqueue(context.Message);
                            studio.Stopped = true;
                            return studio.ReportAsync();
                        });
                        endpoint.Handler<ResetEmergencyStop>(context =>
                        {
                            studio.Resets.Enqueue(context.Message);
                            studio.Stopped = false;
                            return studio.ReportAsync();
                        });
                    }
                );
            }
        );
        var app = builder.Build();
        studio._app = app;
        studio._rehearsal.Map(app);
        await app.StartAsync();
        for (
            var n = 0;
            app.Services.GetRequiredService<IBusControl>().CheckHealth().Status != BusHealthStatus.Healthy;
            n++
        )
        {
            if (n > 600)
                throw new TimeoutException("The studio does not get on the bus.");
            await Task.Delay(50);
        }
        return studio;
    }

    /// <summary>The gateway's status, as it is sent every 2 s.</summary>
    public Task ReportAsync(
        Guid? workspace = null,
        bool? stopped = null,
        string gateway = "pc1",
        string board = Board
    ) =>
        Bus.Publish(
            new GatewayStatus
            {
                WorkspaceId = workspace ?? ConsoleHost.Workspace,
                GatewayId = gateway,
                At = DateTimeOffset.UtcNow,
                EmergencyStopped = stopped ?? Stopped,
                Boards =
                [
                    new BoardStatus
                    {
                        BoardId = board,
                        Port = "/dev/ttyACM0",
                        State = stopped ?? Stopped ? BoardState.EmergencyStopped : BoardState.Ready,
                        Detail = stopped ?? Stopped ? "Latched. Reset the emergency stop." : null,
                        Firmware = "1.0.0",
                        BoardMs = 2.4,
                        Devices =
                        [
                            new DeviceStatus
                            {
                                DeviceId = "SOL1",
                                Type = "SOL",
                                Pins = [8],
                                MaxMs = 1_000,
                            },
                            new DeviceStatus
                            {
                                DeviceId = "LED1",
                                Type = "LED",
                                Pins = [9],
                                MaxMs = 60_000,
                            },
                        ],
                    },
                ],
            }
        );

    public Task ConnectAsync(AccountConnectionState state = AccountConnectionState.Live, string? detail = null) =>
        Bus.Publish(
            new AccountConnectionChanged
            {
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = Account,
                Handle = "rehearsal.show",
                State = state,
                Detail = detail,
                RoomId = Room,
                Since = DateTimeOffset.UtcNow,
            }
        );

    /// <summary>A gift with all that follows from it: rule, command, answer, pin, books.</summary>
    public async Task GiftAsync(string name = "Rose", int coins = 1, string viewer = "Ada")
    {
        var received = DateTimeOffset.UtcNow;
        var message = Interlocked.Increment(ref _message);
        var command = Guid.NewGuid();
        var cause = new CommandCause
        {
            RoomId = Room,
            MessageId = message,
            EventKind = LiveEventKind.Gift,
            RuleId = _rule,
            ReceivedAt = received,
        };
        await PublishAsync(
            message,
            LiveEventKind.Gift,
            viewer,
            item =>
                item with
                {
                    Gift = new LiveGift
                    {
                        GiftId = 5655,
                        Name = name,
                        Coins = coins,
                        RepeatCount = 1,
                        Credited = 1,
                        GroupId = 0,
                    },
                }
        );
        await Bus.Publish(
            new RulesDecided
            {
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = Account,
                RoomId = Room,
                DecidedAt = received,
                Decisions =
                [
                    new RuleDecision
                    {
                        DecisionId = Guid.NewGuid(),
                        RuleId = _rule,
                        RuleName = "Rose pushes the bell",
                        MessageId = message,
                        EventKind = LiveEventKind.Gift,
                        ViewerId = viewer.Length,
                        ViewerName = viewer,
                        Outcome = RuleOutcome.Fired,
                        CommandIds = [command],
                    },
                ],
            }
        );
        await AnswerAsync(command, "SOL1", "PUSH", 200, Account, cause);
        await BookAsync(viewer, coins);
    }

    public Task PublishAsync(LiveEventKind kind, string viewer, Func<LiveEvent, LiveEvent> change) =>
        PublishAsync(Interlocked.Increment(ref _message), kind, viewer, change);

    public async Task PublishManyAsync(int count, Func<int, (LiveEventKind Kind, string Text)> make)
    {
        for (var sent = 0; sent < count; sent += 20)
            await Bus.Publish(
                Frame([
                    .. Enumerable
                        .Range(sent, 20)
                        .Select(n =>
                        {
                            var (kind, text) = make(n);
                            return Event(Interlocked.Increment(ref _message), kind, $"viewer{n % 40}") with
                            {
                                Text = text,
                            };
                        }),
                ])
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    private Task PublishAsync(long message, LiveEventKind kind, string viewer, Func<LiveEvent, LiveEvent> change) =>
        Bus.Publish(Frame([change(Event(message, kind, viewer))]));

    private static LiveEvent Event(long message, LiveEventKind kind, string viewer) =>
        new()
        {
            MessageId = message,
            Kind = kind,
            At = DateTimeOffset.UtcNow,
            Viewer = new LiveViewer { UserId = viewer.GetHashCode(StringComparison.Ordinal), Nickname = viewer },
        };

    private static LiveEvents Frame(IReadOnlyList<LiveEvent> events) =>
        new()
        {
            WorkspaceId = ConsoleHost.Workspace,
            AccountId = Account,
            RoomId = Room,
            Sequence = events[0].MessageId,
            ReceivedAt = DateTimeOffset.UtcNow,
            Events = events,
        };

    private async Task RunAsync(DeviceCommand command)
    {
        Commands.Enqueue(command);
        await AnswerAsync(command.CommandId, command.DeviceId, command.Action, command.DurationMs, null, null);
    }

    private async Task AnswerAsync(
        Guid command,
        string device,
        string action,
        int duration,
        Guid? account,
        CommandCause? cause
    )
    {
        var now = DateTimeOffset.UtcNow;
        _rehearsal.Pin(now, 1, 1_000_000);
        await Bus.Publish(
            new DeviceCommandAcknowledged
            {
                CommandId = command,
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = account,
                GatewayId = "pc1",
                BoardId = Board,
                DeviceId = device,
                Action = action,
                AcknowledgedAt = now,
                BoardMs = 2.4,
                PathMs = cause is null ? null : 3.1,
                Cause = cause,
            }
        );
        await Task.Delay(duration);
        _rehearsal.Pin(DateTimeOffset.UtcNow, 0, 1_000_000 + (duration * 1_000));
        await Bus.Publish(
            new DeviceCommandCompleted
            {
                CommandId = command,
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = account,
                GatewayId = "pc1",
                BoardId = Board,
                DeviceId = device,
                Action = action,
                DurationMs = duration,
                Outcome = DeviceCommandOutcome.Done,
                SentAt = now,
                AcknowledgedAt = now,
                CompletedAt = DateTimeOffset.UtcNow,
                BoardMs = 2.4,
                PathMs = cause is null ? null : 3.1,
                RanMs = duration,
                Cause = cause,
            }
        );
    }

    private Task BookAsync(string viewer, int coins)
    {
        LiveSessionProgressed progressed;
        lock (_books)
        {
            var id = (long)viewer.GetHashCode(StringComparison.Ordinal);
            var known = _leaders.GetValueOrDefault(id);
            _leaders[id] = (viewer, known.Coins + coins, known.Gifts + 1);
            _totals = _totals with
            {
                Gifts = _totals.Gifts + 1,
                Coins = _totals.Coins + coins,
                ActionsDone = _totals.ActionsDone + 1,
            };
            progressed = new LiveSessionProgressed
            {
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = Account,
                LiveSessionId = _session,
                RoomId = Room,
                StartedAt = _started,
                Totals = _totals,
                Leaderboard =
                [
                    .. _leaders
                        .OrderByDescending(leader => leader.Value.Coins)
                        .Take(20)
                        .Select(
                            (leader, n) =>
                                new LeaderboardEntry
                                {
                                    Rank = n + 1,
                                    UserId = leader.Key,
                                    Nickname = leader.Value.Name,
                                    Coins = leader.Value.Coins,
                                    Gifts = leader.Value.Gifts,
                                }
                        ),
                ],
            };
        }
        return Bus.Publish(progressed);
    }
}
