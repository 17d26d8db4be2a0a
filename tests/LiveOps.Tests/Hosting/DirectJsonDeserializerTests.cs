using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.Tests.Hosting;

/// <summary>Over MassTransit's own transport in memory, which serializes like the real one.</summary>
public sealed class DirectJsonDeserializerTests
{
    private static readonly LiveEvents _message = new()
    {
        WorkspaceId = Guid.NewGuid(),
        AccountId = Guid.NewGuid(),
        RoomId = long.MaxValue,
        Sequence = 7,
        ReceivedAt = new DateTimeOffset(2026, 5, 1, 20, 0, 0, TimeSpan.Zero),
        Events = new List<LiveEvent>
        {
            new()
            {
                MessageId = long.MinValue,
                Kind = LiveEventKind.Chat,
                At = DateTimeOffset.UnixEpoch,
                Text = "\"message\": {\\ \u0000 🌹 }",
                Viewer = new LiveViewer { UserId = 1, Roles = ViewerRoles.Moderator | ViewerRoles.Follower },
            },
        },
    };

    [Fact]
    public async Task A_message_arrives_as_it_was_sent_with_its_ids()
    {
        var arrived = new TaskCompletionSource<ConsumeContext<LiveEvents>>();
        var id = NewId.NextGuid();

        await WithBus(
            bus => bus.ReceiveEndpoint("here", here => here.Handler<LiveEvents>(Take(arrived))),
            async bus =>
            {
                await bus.Publish(_message, sent => sent.MessageId = id);
                var context = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));

                context.Message.ShouldBeEquivalentTo(_message);
                context.MessageId.ShouldBe(id);
                context.SerializerContext.GetType().DeclaringType.ShouldBe(typeof(DirectJsonDeserializer));
            }
        );
    }

    [Fact]
    public async Task A_message_can_be_sent_on()
    {
        var arrived = new TaskCompletionSource<ConsumeContext<LiveEvents>>();

        await WithBus(
            bus =>
            {
                bus.ReceiveEndpoint(
                    "here",
                    here => here.Handler<LiveEvents>(context => context.Forward(new Uri("queue:there")))
                );
                bus.ReceiveEndpoint(
                    "there",
                    there =>
                    {
                        there.ConfigureConsumeTopology = false;
                        there.Handler<LiveEvents>(Take(arrived));
                    }
                );
            },
            async bus =>
            {
                await bus.Publish(_message);

                var context = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
                context.Message.ShouldBeEquivalentTo(_message);
            }
        );
    }

    [Fact]
    public async Task A_message_of_another_type_is_not_taken_for_this_one()
    {
        var arrived = new TaskCompletionSource<ConsumeContext<LiveEvents>>();
        var stops = new TaskCompletionSource<ConsumeContext<EmergencyStop>>();

        await WithBus(
            bus =>
                bus.ReceiveEndpoint(
                    "here",
                    here =>
                    {
                        here.Handler<LiveEvents>(Take(arrived));
                        here.Handler<EmergencyStop>(Take(stops));
                    }
                ),
            async bus =>
            {
                await bus.Publish(
                    new EmergencyStop
                    {
                        WorkspaceId = Guid.NewGuid(),
                        StopId = Guid.NewGuid(),
                        RequestedBy = "x",
                        RequestedAt = DateTimeOffset.UnixEpoch,
                    }
                );
                await stops.Task.WaitAsync(TimeSpan.FromSeconds(10));

                arrived.Task.IsCompleted.ShouldBeFalse();
            }
        );
    }

    [Fact]
    public void What_is_no_envelope_is_refused_and_the_queue_goes_on()
    {
        var deserializer = new DirectJsonDeserializer();
        foreach (var body in (string[])["", "{", "[]", "null", "{}", "{\"message\":", "\u0001"])
            Should.Throw<System.Runtime.Serialization.SerializationException>(
                () =>
                    deserializer.Deserialize(
                        new StringMessageBody(body),
                        new MassTransit.Serialization.DictionarySendHeaders()
                    ),
                body
            );
    }

    private static MessageHandler<T> Take<T>(TaskCompletionSource<ConsumeContext<T>> arrived)
        where T : class =>
        context =>
        {
            arrived.TrySetResult(context);
            return Task.CompletedTask;
        };

    private static async Task WithBus(Action<IInMemoryBusFactoryConfigurator> endpoints, Func<IBusControl, Task> act)
    {
        var bus = Bus.Factory.CreateUsingInMemory(configurator =>
        {
            configurator.UseLiveOpsJson();
            endpoints(configurator);
        });
        await bus.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            await act(bus);
        }
        finally
        {
            await bus.StopAsync(TestContext.Current.CancellationToken);
        }
    }
}
