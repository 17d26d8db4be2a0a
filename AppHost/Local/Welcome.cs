namespace LiveOps.AppHost.Local;

/// <summary>What a person sees once the system runs.</summary>
internal static class Welcome
{
    public static void Print(Installation installation, LocalSystem system)
    {
        Console.WriteLine(
            $"""

            LiveOps runs.
              Console      {system.Urls["console"]}
              Sign in as   admin
              Password     {installation.Secrets.AdminPassword}   (made for this installation; change it after signing in)
              Rehearsal    {system.Urls[
                "rehearsal"
            ]}   (the room of @{Topology.Handle} is live: do here what viewers do)
              Logs         {installation.Logs}
              All addresses are in {installation.EndpointsFile}
            Ctrl+C (or ./run --down) stops everything in order.

            """
        );
    }

    /// <summary>A line for each service.</summary>
    /// <returns>True when all of them are ready.</returns>
    public static async Task<bool> PrintStatusAsync(Endpoints endpoints)
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
            Console.WriteLine($"  {name, -15} {state, -16} {url}");
        }
        foreach (var board in endpoints.Boards)
            Console.WriteLine($"  board {board.Id, -9} {board.SerialPath}");
        Console.WriteLine($"Console: {endpoints.Console}");
        return all;
    }
}
