using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.Flashing;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.Hosting;

if (args is ["flash", .. var flash])
    return FlashCommand.Run(flash, GatewayConfiguration.Read(), Console.Out, Console.Error);

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("device-gateway");
builder.AddDeviceGateway();

var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapDeviceGateway();
await app.RunAsync();
return 0;
