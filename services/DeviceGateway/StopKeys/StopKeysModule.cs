namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>Stops that a hand reaches: a key of the PC, a button on a board.</summary>
internal static class StopKeysModule
{
    public static void AddStopKeys(this IServiceCollection services)
    {
        services.AddHostedService<BoardButton>();
        services.AddHostedService<StopKeyWatch>();
    }
}
