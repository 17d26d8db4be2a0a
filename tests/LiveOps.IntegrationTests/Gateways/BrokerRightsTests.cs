using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.DeviceGateway;
using LiveOps.IntegrationTests.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.IntegrationTests.Gateways;

/// <summary>What a gateway's user at the broker may do, and what the broker refuses.</summary>
[Collection(Alone.Name)]
public sealed class BrokerRightsTests(SharedServers servers, ManagedBroker broker) : IClassFixture<ManagedBroker>
{
    private static readonly Dictionary<string, object?> _quorum = new() { ["x-queue-type"] = "quorum" };

    [Fact]
    public async Task The_broker_refuses_a_gateway_everything_but_its_own()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        using var stranger = await agency.MemberAsync("stranger", "Admin", Agency.OtherWorkspace);
        var credentials = await agency.EnrolledAsync(agency.Admin, "studio-1");
        await PrepareAsync(agency, await agency.EnrolledAsync(stranger, "studio-10"));
        await using var connection = await Agency.ConnectAsync(credentials);

        // What it needs, it may.
        await AllowedAsync(connection, channel => DeclareAsync(channel, "gateway.studio-1"));
        await AllowedAsync(connection, channel => DeclareAsync(channel, "gateway.studio-1_error"));
        await AllowedAsync(connection, channel => channel.BasicGetAsync("gateway.studio-1", autoAck: true));
        await AllowedAsync(
            connection,
            async channel =>
            {
                await channel.ExchangeDeclareAsync("gateway.studio-1.emergency-stop.x", ExchangeType.Fanout);
                await channel.ExchangeBindAsync("gateway.studio-1.emergency-stop.x", "emergency-stop", "");
            }
        );
        await AllowedAsync(connection, channel => PublishAsync(channel, "gateway-status", ""));

        // Commands of others, events of viewers, other services' work.
        await RefusedAsync(connection, channel => channel.BasicGetAsync("gateway.studio-10", autoAck: true));
        await RefusedAsync(connection, channel => channel.BasicGetAsync("rules.live-events.0", autoAck: true));
        await RefusedAsync(connection, channel => channel.QueueBindAsync("gateway.studio-1", "live-events", ""));
        await RefusedAsync(
            connection,
            channel => channel.QueueBindAsync("gateway.studio-1", "device-command-completed", "")
        );
        await RefusedAsync(connection, channel => channel.QueueBindAsync("gateway.studio-1", "gateway.studio-10", ""));
        await RefusedAsync(connection, channel => channel.QueueBindAsync("rules.live-events.0", "emergency-stop", ""));
        await RefusedAsync(connection, channel => channel.QueueDeleteAsync("gateway.studio-10"));
        await RefusedAsync(connection, channel => channel.QueuePurgeAsync("gateway.studio-10"));

        // Speaking for others.
        await RefusedAsync(connection, channel => PublishAsync(channel, "", "gateway.studio-10"));
        await RefusedAsync(connection, channel => PublishAsync(channel, "gateway.studio-10", ""));
        await RefusedAsync(connection, channel => PublishAsync(channel, "live-events", ""));
        await RefusedAsync(connection, channel => PublishAsync(channel, "emergency-stop", ""));
        await RefusedAsync(connection, channel => PublishAsync(channel, "reset-emergency-stop", ""));
        await RefusedAsync(
            connection,
            channel => PublishAsync(channel, "gateway-status", "", user: "guest"),
            Constants.PreconditionFailed
        );

        // The house itself.
        await RefusedAsync(connection, channel => channel.ExchangeDeleteAsync("emergency-stop"));
        await RefusedAsync(
            connection,
            channel => channel.ExchangeDeclareAsync("gateway-status", ExchangeType.Fanout, durable: true)
        );
        await RefusedAsync(connection, channel => DeclareAsync(channel, "gateway.studio-2"));
        await RefusedAsync(connection, channel => DeclareAsync(channel, "somebody.else"));
        (await ManagementAsync(credentials)).ShouldBe(HttpStatusCode.Unauthorized);

        // Another virtual host: not even a connection. The library does not wait for the broker's answer to its opening.
        var refused = await Should.ThrowAsync<Exception>(async () =>
        {
            await using var elsewhere = await Agency.ConnectAsync(new UriBuilder(credentials) { Path = "/" }.Uri);
            await using var channel = await elsewhere.CreateChannelAsync();
        });
        ((OperationInterruptedException)refused.GetBaseException())
            .ShutdownReason.ShouldNotBeNull()
            .ReplyCode.ShouldBe((ushort)Constants.NotAllowed);
    }

    [Fact]
    public async Task A_broker_set_up_anew_gets_its_gateways_back_and_keeps_out_who_was_revoked_meanwhile()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        var stays = await agency.EnrolledAsync(agency.Admin, "studio-3");
        var goes = await agency.EnrolledAsync(agency.Admin, "studio-4");
        await (await Agency.ConnectAsync(stays)).DisposeAsync();
        await (await Agency.ConnectAsync(goes)).DisposeAsync();
        await agency.StopConsoleAsync();
        await broker.Server.ControlAsync("delete_user", UserOf(stays));
        await Should.ThrowAsync<BrokerUnreachableException>(() => Agency.ConnectAsync(stays));
        // As if the broker's management had been away when a member revoked it.
        (
            await agency.ExecuteAsync(
                "update console.gateways set revoked_at = now(), revoked_by = 'admin' where gateway_id = 'studio-4'"
            )
        ).ShouldBe(1);

        await agency.StartConsoleAsync();

        await StudioPc.EventuallyAsync(async () => await AdmitsAsync(stays), "the broker admits the gateway again");
        await StudioPc.EventuallyAsync(
            async () => !await AdmitsAsync(goes),
            "the broker admits the revoked one no more"
        );
    }

    [Fact]
    public async Task A_gateway_is_believed_about_itself_alone_and_what_it_garbles_is_put_aside()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        var credentials = await agency.EnrolledAsync(agency.Admin, "studio-5");
        await agency.EnrolledAsync(agency.Admin, "studio-6");
        await PrepareAsync(agency, await agency.EnrolledAsync(agency.Admin, "studio-10"));
        await using var connection = await Agency.ConnectAsync(credentials);
        await using var channel = await ChannelAsync(connection);
        var user = UserOf(credentials);

        await PublishAsync(channel, "gateway-status", "", user);
        await PublishAsync(channel, "gateway-status", "", user, Status("studio-6"));
        await PublishAsync(channel, "gateway-status", "", null, Status("studio-10"));
        await PublishAsync(channel, "gateway-status", "", user, Status("studio-5"));

        await StudioPc.EventuallyAsync(() => HeardAsync(agency, "studio-5"), "the gateway is heard");
        // They came before it, in one line.
        (await HeardAsync(agency, "studio-6")).ShouldBeFalse();
        (await HeardAsync(agency, "studio-10")).ShouldBeFalse();
        await StudioPc.EventuallyAsync(
            async () => await PutAsideAsync(agency) == 1,
            "what cannot be read is in the error queue"
        );
        connection.IsOpen.ShouldBeTrue();
    }

    private static async Task<bool> HeardAsync(Agency agency, string gateway) =>
        (await agency.GatewayAsync(gateway)).GetProperty("status").ValueKind != JsonValueKind.Null;

    /// <summary>Messages in the Console's error queues.</summary>
    private async Task<int> PutAsideAsync(Agency agency)
    {
        using var http = new HttpClient { BaseAddress = new Uri(broker.Server.ManagementUrl) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String("guest:guest"u8)
        );
        var virtualHost = new Uri(agency.VirtualHost).AbsolutePath.Trim('/');
        var queues = await http.GetFromJsonAsync<JsonElement>($"/api/queues/{virtualHost}?columns=name,messages");
        return queues
            .EnumerateArray()
            .Where(queue =>
                Regex.IsMatch(
                    queue.GetProperty("name").GetString()!,
                    @"^console\.devices\..*_error$",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
            )
            .Sum(queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt32() : 0);
    }

    /// <summary>A status as the bus writes it.</summary>
    private static byte[] Status(string gateway) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId = Guid.NewGuid(),
                messageType = (string[])["urn:message:LiveOps.Contracts.DeviceGateway:GatewayStatus"],
                message = new GatewayStatus
                {
                    WorkspaceId = ConsoleHost.Workspace,
                    GatewayId = gateway,
                    At = DateTimeOffset.UtcNow,
                    EmergencyStopped = false,
                    Boards = [],
                },
            },
            GatewayProcess.Json
        );

    private static async Task<bool> AdmitsAsync(Uri credentials)
    {
        try
        {
            await using var connection = await Agency.ConnectAsync(credentials);
            await using var channel = await connection.CreateChannelAsync();
            await DeclareAsync(channel, $"gateway.{UserOf(credentials).Split('.')[2]}");
            return true;
        }
        catch (BrokerUnreachableException)
        {
            return false;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    private static string UserOf(Uri credentials) => credentials.UserInfo.Split(':')[0];

    /// <summary>What there is at the broker besides this gateway's own.</summary>
    private static async Task PrepareAsync(Agency agency, Uri other)
    {
        await using var services = await Agency.ConnectAsync(new Uri(agency.VirtualHost));
        await using var channel = await services.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("live-events", ExchangeType.Fanout, durable: true);
        await DeclareAsync(channel, "rules.live-events.0");
        await using var neighbour = await Agency.ConnectAsync(other);
        await using var theirs = await neighbour.CreateChannelAsync();
        await DeclareAsync(theirs, "gateway.studio-10");
        await theirs.ExchangeDeclareAsync("gateway.studio-10", ExchangeType.Fanout, durable: true);
        // The Console has declared what gateways publish to and bind to; it may still be at it.
        await StudioPc.EventuallyAsync(
            async () =>
            {
                try
                {
                    await using var passive = await services.CreateChannelAsync();
                    foreach (
                        var exchange in (string[])
                            ["gateway-status", "device-command-completed", "emergency-stop", "reset-emergency-stop"]
                    )
                        await passive.ExchangeDeclarePassiveAsync(exchange);
                    return true;
                }
                catch (OperationInterruptedException)
                {
                    return false;
                }
            },
            "the Console's exchanges are there"
        );
    }

    private static Task DeclareAsync(IChannel channel, string queue) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, _quorum);

    private static Task PublishAsync(
        IChannel channel,
        string exchange,
        string key,
        string? user = null,
        byte[]? body = null
    )
    {
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json" };
        if (user is not null)
            properties.UserId = user;
        return channel.BasicPublishAsync(exchange, key, mandatory: false, properties, body ?? []).AsTask();
    }

    private static async Task AllowedAsync(IConnection connection, Func<IChannel, Task> act)
    {
        await using var channel = await ChannelAsync(connection);
        await act(channel);
        channel.IsOpen.ShouldBeTrue();
    }

    private static async Task RefusedAsync(
        IConnection connection,
        Func<IChannel, Task> act,
        ushort reason = Constants.AccessRefused
    )
    {
        await using var channel = await ChannelAsync(connection);
        var refused = await Should.ThrowAsync<Exception>(() => act(channel));
        (channel.CloseReason?.ReplyCode).ShouldBe(reason, refused.Message);
    }

    /// <summary>Publishes are confirmed: a refused one fails.</summary>
    private static Task<IChannel> ChannelAsync(IConnection connection) =>
        connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)
        );

    private async Task<HttpStatusCode> ManagementAsync(Uri credentials)
    {
        using var http = new HttpClient { BaseAddress = new Uri(broker.Server.ManagementUrl) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(credentials.UserInfo)))
        );
        using var answer = await http.GetAsync("/api/whoami");
        return answer.StatusCode;
    }
}
