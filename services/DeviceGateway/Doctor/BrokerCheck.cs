using System.Net.Sockets;
using LiveOps.DeviceGateway.Enrolment;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>The way to the broker, step by step, so that the first thing that fails is what is told.</summary>
internal static class BrokerCheck
{
    private const string About = "Broker";
    private const string Matters =
        "No command reaches this PC. What has been taken already still runs, and the stop on this PC works.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <param name="address">The connection string <c>rabbit</c>.</param>
    /// <param name="standing">Why there may be none.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public static async Task<Finding> LookAsync(string? address, Standing standing, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var broker) || broker.Scheme is not ("amqp" or "amqps"))
            return Finding.Problem(
                About,
                string.IsNullOrEmpty(address) ? WhyNone(standing) : "ConnectionStrings:rabbit is no amqp:// address.",
                Matters,
                "Make a code at the Console (docs/gateways.md tells how) and type it on this PC's page; where a PC is set up by hand, set ConnectionStrings:rabbit to amqp://user:password@host:port/."
            );
        var port = broker.IsDefaultPort || broker.Port < 0 ? (broker.Scheme == "amqps" ? 5671 : 5672) : broker.Port;
        if (await ReachFaultAsync(broker.Host, port, cancellationToken) is { } fault)
            return Finding.Problem(
                About,
                $"{broker.Host}:{port} cannot be reached ({fault}).",
                Matters,
                "Check this PC's network and the centre: is its address right, does a firewall close the port, does the broker run?"
            );
        try
        {
            var factory = new ConnectionFactory
            {
                Uri = broker,
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = s_patience,
            };
            await using var connection = await factory.CreateConnectionAsync("doctor", cancellationToken);
            // The library does not wait for the answer to the opening of the virtual host; a channel comes after it.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await connection.CloseAsync(cancellationToken);
            return Finding.Good(About, $"{broker.Host}:{port} takes this PC's user name and password.");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the library throws at a stranger's bytes: the doctor tells it and goes on.
            return IsRefusal(error)
                ? Finding.Problem(
                    About,
                    $"{broker.Host}:{port} refuses this PC's user name or password.",
                    Matters,
                    "Enrol this PC again, or put the right user name and password into ConnectionStrings:rabbit."
                )
                : Finding.Problem(
                    About,
                    $"{broker.Host}:{port} answers, but no connection comes about ({error.GetBaseException().Message.TrimEnd('.')}).",
                    Matters,
                    "Check address, port and virtual host (what follows the last / of ConnectionStrings:rabbit): it may be no broker, or no virtual host of this user. Wait a minute if the broker has just been started."
                );
        }
    }

    private static string WhyNone(Standing standing) =>
        standing switch
        {
            { Fault: { } fault } => $"No broker is known: {fault}",
            { Kind: StandingKind.Revoked } =>
                $"The broker has refused {standing.Enrolled?.GatewayId}: this PC's enrolment was revoked.",
            _ => "No broker is known: this PC is not enrolled.",
        };

    /// <summary>The broker's words for it are in one of the exceptions, whose nesting differs from case to case.</summary>
    private static bool IsRefusal(Exception error)
    {
        var text = error.ToString();
        return text.Contains("ACCESS_REFUSED", StringComparison.Ordinal)
            || text.Contains(nameof(AuthenticationFailureException), StringComparison.Ordinal);
    }

    private static async Task<string?> ReachFaultAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token);
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "its name is not known here",
                SocketError.ConnectionRefused => "nothing listens there",
                _ => error.Message,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in five seconds";
        }
    }
}
