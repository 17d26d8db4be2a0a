using System.Globalization;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>
/// This PC's clock against another's that tells whole seconds (the Date of an HTTP answer). Each answer leaves a span in
/// which the difference must lie; several of them together leave a narrow one.
/// </summary>
internal sealed class ClockCheck
{
    private const string About = "Clock";
    private const int Answers = 6;
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(170);
    private TimeSpan _atLeast = TimeSpan.MinValue;
    private TimeSpan _atMost = TimeSpan.MaxValue;

    /// <summary>One answer.</summary>
    /// <param name="asked">This PC's time when it was asked for.</param>
    /// <param name="told">The other's time, cut to a second.</param>
    /// <param name="heard">This PC's time when it came.</param>
    public void Add(DateTimeOffset asked, DateTimeOffset told, DateTimeOffset heard)
    {
        // The other read its clock between asked and heard, when it stood between told and told + 1 s.
        var (low, high) = (asked - told - TimeSpan.FromSeconds(1), heard - told);
        _atLeast = low > _atLeast ? low : _atLeast;
        _atMost = high < _atMost ? high : _atMost;
    }

    public Finding Result()
    {
        var ahead = _atLeast > s_most;
        if (!ahead && _atMost >= -s_most)
            return Finding.Good(About, "It agrees with the centre's to a second.");
        var by = (ahead ? _atLeast : -_atMost).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return Finding.Problem(
            About,
            $"It is {(ahead ? "ahead of" : "behind")} the centre's by {by} s or more.",
            ahead
                ? "Commands look older than they are here and expire before they run."
                : "Commands look younger than they are here: late ones run that should have expired.",
            OperatingSystem.IsWindows()
                ? "Set it by the network: w32tm /resync, and switch on \"Set time automatically\"."
                : "Set it by the network: timedatectl set-ntp true (Debian: apt-get install systemd-timesyncd)."
        );
    }

    /// <param name="http">The client.</param>
    /// <param name="centre">Any address of the centre.</param>
    /// <param name="time">This PC's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the centre cannot be asked.</returns>
    public static async Task<Finding?> LookAsync(
        HttpClient http,
        Uri centre,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var clock = new ClockCheck();
        var told = 0;
        for (var n = 0; n < Answers; n++)
        {
            var asked = time.GetUtcNow();
            try
            {
                using var answer = await http.GetAsync(
                    centre,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                );
                if (answer.Headers.Date is { } date)
                {
                    clock.Add(asked, date, time.GetUtcNow());
                    told++;
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                return null;
            }
            await Task.Delay(s_pause, cancellationToken);
        }
        return told > 0 ? clock.Result() : null;
    }
}
