using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Hosting.Bus;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>Takes a code to the Console and comes back with who this gateway is.</summary>
internal static partial class EnrolmentClient
{
    private const int LargestAnswer = 64 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <param name="console">The Console's address as its pages have it.</param>
    /// <param name="code">As the Console showed it.</param>
    /// <param name="now">Written down as the time of the enrolment.</param>
    /// <param name="cancellationToken">Gives up; the code may be spent all the same.</param>
    /// <exception cref="EnrolmentException">It did not work; says why and what to do.</exception>
    public static async Task<Enrolled> EnrolAsync(
        string? console,
        string? code,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(code))
            throw new EnrolmentException("The code is missing: make one in the Console.");
        if (
            !Uri.TryCreate(console?.Trim(), UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
        )
            throw new EnrolmentException(
                "The Console's address is missing or wrong: copy it from the browser, for example https://liveops.example."
            );
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)),
            Timeout = _patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        try
        {
            using var answer = await http.PostAsJsonAsync(
                "/api/gateways/enroll",
                new { code, machine = Environment.MachineName },
                cancellationToken
            );
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new EnrolmentException(Refusal(body, (int)answer.StatusCode, address));
            return Read(body, http.BaseAddress.AbsoluteUri, now);
        }
        catch (HttpRequestException error)
        {
            throw new EnrolmentException($"{address.Authority} does not answer ({error.Message}): check the address.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EnrolmentException(
                $"{address.Authority} has not answered within {_patience.TotalSeconds:0} s: try again."
            );
        }
    }

    internal static Enrolled Read(string body, string console, DateTimeOffset now)
    {
        Answer? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize<Answer>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            // Said below, like an answer that lacks something.
        }
        if (
            answer
                is not {
                    GatewayId: { } id,
                    PublicKey: { Length: > 0 } key,
                    Broker: { User: { Length: > 0 } user, Password: { Length: > 0 } password } broker,
                }
            || answer.WorkspaceId == Guid.Empty
            || !Id().IsMatch(id)
            || !Uri.TryCreate(broker.Uri, UriKind.Absolute, out var address)
            || address.Scheme != "amqp"
        )
            throw new EnrolmentException(
                $"{console} answers, but not as a LiveOps Console does: check the address, and that both are of the same version."
            );
        return new Enrolled
        {
            WorkspaceId = answer.WorkspaceId,
            GatewayId = id,
            Broker = address,
            User = user,
            Password = password,
            PublicKey = key,
            Console = console,
            At = now,
        };
    }

    private static string Refusal(string body, int status, Uri address)
    {
        try
        {
            if (
                JsonSerializer.Deserialize<Problem>(body, JsonSerializerOptions.Web) is
                { Title: { } title, Detail: { } detail }
            )
                return $"{title}: {detail}";
        }
        catch (JsonException)
        {
            // A proxy's or another program's answer.
        }
        return $"{address.Authority} answers {status}: check that this is the Console's address, with https where it has that.";
    }

    [GeneratedRegex(GatewayQueue.IdPattern, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Id();

    private sealed record Answer(Guid WorkspaceId, string? GatewayId, Access? Broker, string? PublicKey);

    private sealed record Access(string? Uri, string? User, string? Password);

    private sealed record Problem(string? Title, string? Detail);
}

/// <summary>The gateway could not be enrolled; the message is for the person who tried.</summary>
internal sealed class EnrolmentException(string message) : Exception(message);
