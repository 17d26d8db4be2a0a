using System.Runtime.InteropServices;
using System.Text.Json;
using LiveOps.AppHost.Local;

// ./run calls this: up (in the foreground, until Ctrl+C), welcome, status, down, reset, new-password.
var verb = args.FirstOrDefault() ?? "up";
LocalOptions options;
try
{
    options = LocalOptions.Parse(args[Math.Min(1, args.Length)..]);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
return verb switch
{
    "up" => await UpAsync(),
    "welcome" => await WithEndpointsAsync(Welcomed),
    "status" => await WithEndpointsAsync(StatusAsync),
    "new-password" => await WithEndpointsAsync(NewPasswordAsync),
    "down" => await DownAsync(),
    "reset" => await ResetAsync(),
    _ => Unknown(),
};

async Task<int> UpAsync()
{
    var installation = new Installation(options.Root, options.State);
    await using var held = installation.TryLock();
    if (held is null)
    {
        Console.Error.WriteLine(
            $"One is running already (process {installation.Holder()}). ./run --status shows it, ./run --down stops it."
        );
        return 3;
    }
    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    var system = new LocalSystem(installation, options, Say);
    try
    {
        await system.StartAsync(stop.Token);
        // What is redirected is kept somewhere, where the password has no place.
        Welcome.Print(
            installation,
            await ReadAsync<Endpoints>(installation.EndpointsFile),
            secret: !Console.IsOutputRedirected,
            detached: Console.IsOutputRedirected
        );
        await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    catch (Exception error) when (error is InvalidOperationException or TimeoutException or HttpRequestException)
    {
        Console.Error.WriteLine($"Could not start: {error.Message}");
        return 1;
    }
    finally
    {
        Say("Stopping in order");
        await system.DisposeAsync();
        Say("Stopped; nothing is left running. ./run --reset also deletes the data");
    }
    return 0;

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}

// Runs what needs a running system; says so where there is none, and makes no folder then.
async Task<int> WithEndpointsAsync(Func<Installation, Endpoints, Task<int>> run)
{
    var installation = Directory.Exists(options.State) ? new Installation(options.Root, options.State) : null;
    if (installation?.Holder() is not { } holder)
    {
        Console.WriteLine("Not running. ./run starts it.");
        return 3;
    }
    if (verb == "status")
        Console.WriteLine($"Running as process {holder}.");
    if (File.Exists(installation.EndpointsFile))
        return await run(installation, await ReadAsync<Endpoints>(installation.EndpointsFile));
    Console.WriteLine("Still starting.");
    return verb == "status" ? 0 : 1;
}

Task<int> Welcomed(Installation installation, Endpoints endpoints)
{
    Welcome.Print(installation, endpoints, secret: true, detached: true);
    return Task.FromResult(0);
}

async Task<int> StatusAsync(Installation installation, Endpoints endpoints)
{
    var restarts = File.Exists(installation.RestartsFile)
        ? await ReadAsync<Dictionary<string, int>>(installation.RestartsFile)
        : [];
    return await Welcome.PrintStatusAsync(endpoints, restarts) ? 0 : 1;
}

async Task<int> NewPasswordAsync(Installation installation, Endpoints endpoints)
{
    await NewPassword.SetAsync(installation, endpoints);
    Console.WriteLine(
        $"The new password of admin: {installation.Secrets.AdminPassword}   (change it after signing in)"
    );
    return 0;
}

async Task<int> DownAsync()
{
    var installation = Directory.Exists(options.State) ? new Installation(options.Root, options.State) : null;
    if (installation?.Holder() is not { } holder)
    {
        if (installation is not null)
            LocalSystem.EndLeftovers(installation);
        Console.WriteLine("Not running.");
        return 0;
    }
    await LiveOps.AppHost.Local.Processes.Command.RunAsync("kill", ["-TERM", $"{holder}"]);
    for (var tenth = 0; tenth < 600; tenth++)
    {
        if (installation.Holder() is null)
        {
            Console.WriteLine("Stopped. Nothing is left running; ./run --reset also deletes the data.");
            return 0;
        }
        await Task.Delay(100);
    }
    Console.Error.WriteLine($"Process {holder} does not stop. See {installation.Logs}.");
    return 1;
}

async Task<int> ResetAsync()
{
    // A person is asked; a script has said what it wants.
    if (!Console.IsInputRedirected)
    {
        Console.Write(
            "This deletes all accounts, rules, viewers and sessions of this installation. Type reset to go on: "
        );
        if (Console.ReadLine()?.Trim() != "reset")
        {
            Console.WriteLine("Nothing was deleted.");
            return 1;
        }
    }
    if (await DownAsync() is not 0 and var failed)
        return failed;
    var installation = new Installation(options.Root, options.State);
    LocalSystem.DeleteData(installation);
    Directory.Delete(installation.State, recursive: true);
    Console.WriteLine("All data of this installation is deleted.");
    return 0;
}

int Unknown()
{
    Console.Error.WriteLine($"Unknown command {verb}. Commands: up, welcome, status, down, reset, new-password.");
    return 2;
}

static void Say(string text) => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}");

static async Task<T> ReadAsync<T>(string path) =>
    JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(path), Installation.Json)!;
