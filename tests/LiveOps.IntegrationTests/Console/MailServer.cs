using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LiveOps.IntegrationTests.Console;

/// <summary>As much of an SMTP server (RFC 5321) as takes mail, on loopback.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public MailServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Messages as they came, with their headers.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The end of the test.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { AutoFlush = true };
        writer.NewLine = "\r\n";
        await writer.WriteLineAsync("220 test ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var word = line.Split(' ')[0].ToUpperInvariant();
            if (word == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(_stop.Token) is { } text && text != ".")
                    mail.AppendLine(text);
                Mails.Enqueue(mail.ToString());
            }
            await writer.WriteLineAsync(word == "QUIT" ? "221 bye" : "250 ok");
            if (word == "QUIT")
                return;
        }
    }
}
