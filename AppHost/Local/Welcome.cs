namespace LiveOps.AppHost.Local;

/// <summary>What a person sees once the system runs.</summary>
internal static class Welcome
{
    /// <param name="secret">False where the text may be kept, as in a log: then without the password.</param>
    /// <param name="detached">True where it runs in the background, and Ctrl+C here does not reach it.</param>
    public static void Print(Installation installation, Endpoints endpoints, bool secret, bool detached)
    {
        var password = endpoints.Admin.Password switch
        {
            null => "the one that you set (the password that was made for this installation was changed)",
            _ when !secret => "in endpoints.json, see below (made for this installation)",
            var made => $"{made}   (made for this installation; change it after signing in)",
        };
        Console.WriteLine(
            $"""

            LiveOps runs.
              Console      {endpoints.Console}
              Sign in as   {endpoints.Admin.User}
              Password     {password}
              Rehearsal    {endpoints.Services[
                "rehearsal"
            ]}   (the room of @{Topology.Handle} is live: do here what viewers do)
              Gateway      {endpoints.Services[
                "device-gateway"
            ]}   (the page for the PC with the boards: tests, stop, devices and pins, doctor)
              Logs         {installation.Logs}
              All addresses are in {installation.EndpointsFile}
            {(detached ? "./run --down" : "Ctrl+C (or ./run --down)")} stops everything in order.

            """
        );
    }

    /// <summary>A line for each service.</summary>
    /// <returns>True when all of them are ready.</returns>
    public static async Task<bool> PrintStatusAsync(Endpoints endpoints, IReadOnlyDictionary<string, int> restarts)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        var all = true;
        foreach (var (name, url) in endpoints.Services)
        {
            string state;
            try
            {
                using var answer = await http.GetAsync($"{url}/health/ready");
                state = answer.IsSuccessStatusCode ? "ready" : "not ready";
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                state = "does not answer";
            }
            all &= state == "ready";
            if (restarts.GetValueOrDefault(name) is > 0 and var times)
                state += $", {Restarted(times)}";
            Console.WriteLine($"  {name, -15} {state, -26} {url}");
        }
        foreach (var (name, times) in restarts.Where(entry => !endpoints.Services.ContainsKey(entry.Key)))
            Console.WriteLine($"  {name, -15} {Restarted(times)}");
        foreach (var board in endpoints.Boards)
            Console.WriteLine($"  board {board.Id, -9} {board.SerialPath}");
        Console.WriteLine($"Console: {endpoints.Console}");
        return all;
    }

    private static string Restarted(int times) => times == 1 ? "restarted once" : $"restarted {times} times";
}
