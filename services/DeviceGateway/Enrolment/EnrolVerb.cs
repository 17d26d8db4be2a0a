namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>
/// <c>liveops-gateway enroll URL CODE</c>. A gateway that runs beside it notices within seconds and starts anew.
/// </summary>
internal static class EnrolVerb
{
    public const string Verb = "enroll";

    /// <param name="arguments">The Console's address, the code, then settings as <c>--Gateway:DataFolder=...</c>.</param>
    /// <returns>What the process ends with: 0 when enrolled.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var url, var code, .. var settings])
        {
            await Console.Error.WriteLineAsync(
                "Usage: liveops-gateway enroll URL CODE\n"
                    + "  URL   the Console's address, as the browser shows it\n"
                    + "  CODE  made at the Console (docs/gateways.md tells how), good for 15 minutes"
            );
            return 2;
        }
        var configuration = new ConfigurationBuilder()
            .AddConfiguration(GatewayConfiguration.Read())
            .AddCommandLine(settings)
            .Build();
        var folder = EnrolmentModule.FolderOf(configuration);
        try
        {
            var enrolled = await EnrolmentClient.EnrolAsync(
                url,
                code,
                TimeProvider.System.GetUtcNow(),
                CancellationToken.None
            );
            new EnrolmentFile(folder).Write(enrolled);
            await Console.Out.WriteLineAsync(
                $"This PC is gateway {enrolled.GatewayId} now. Its credentials are in {folder}; a gateway that runs takes them over within seconds."
            );
            return 0;
        }
        catch (EnrolmentException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(
                $"{folder} cannot be written ({error.Message}): run this as the user that the gateway runs as, with a new code."
            );
            return 1;
        }
    }
}
