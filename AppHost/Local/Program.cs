using System.Runtime.InteropServices;
using System.Text.Json;
using LiveOps.AppHost.Local;

// ./run calls this: up (in the foreground, until Ctrl+C), status, down, reset.
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
    "status" => await StatusAsync(),
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
        Welcome.Print(installation, system);
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

async Task<int> StatusAsync()
{
    var installation = new Installation(options.Root, options.State);
    if (installation.Holder() is not { } holder)
    {
        Console.WriteLine("Not running. ./run starts it.");
        return 3;
    }
    Console.WriteLine($"Running as process {holder}.");
    if (!File.Exists(installation.EndpointsFile))
    {
        Console.WriteLine("Still starting.");
        return 0;
    }
    var endpoints = JsonSerializer.Deserialize<Endpoints>(
        await File.ReadAllTextAsync(installation.EndpointsFile),
        Installation.Json
    )!;
    return await Welcome.PrintStatusAsync(endpoints) ? 0 : 1;
}

async Task<int> DownAsync()
{
    var installation = new Installation(options.Root, options.State);
    if (installation.Holder() is not { } holder)
    {
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
    Console.Error.WriteLine($"Unknown command {verb}. Commands: up, status, down, reset.");
    return 2;
}

static void Say(string text) => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}");
