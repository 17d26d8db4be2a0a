using System.Runtime.CompilerServices;
using LiveOps.DeviceGateway.Enrolment;
using Microsoft.Extensions.Configuration;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>What of the gateway's needs is not on this PC: the broker, and a clock to compare with.</summary>
internal static class CentreChecks
{
    /// <summary>Any address of the centre; null: none is known, and the clock is not compared.</summary>
    private const string CentreUrl = "Gateway:CentreUrl";

    public static async IAsyncEnumerable<Finding> LookAsync(
        IConfiguration configuration,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var standing = EnrolmentModule.Read(new EnrolmentFile(EnrolmentModule.FolderOf(configuration)), configuration);
        yield return await BrokerCheck.LookAsync(
            configuration.GetConnectionString("rabbit"),
            standing,
            cancellationToken
        );
        if (!Uri.TryCreate(configuration[CentreUrl], UriKind.Absolute, out var centre))
            yield break;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        if (await ClockCheck.LookAsync(http, centre, time, cancellationToken) is { } clock)
            yield return clock;
        else
            yield return Finding.Warning(
                "Centre",
                $"{centre} does not answer.",
                "This PC's clock could not be compared with it.",
                "Check this PC's network and the address in Gateway:CentreUrl."
            );
    }
}
