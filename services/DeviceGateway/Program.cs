using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.Doctor;
using LiveOps.DeviceGateway.Flashing;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.DeviceGateway.Service;
using LiveOps.Hosting;

if (args is ["flash", .. var flash])
    return FlashCommand.Run(flash, GatewayConfiguration.Read(), Console.Out, Console.Error);
if (args is ["doctor", .. var doctor])
    return await DoctorCommand.RunAsync(doctor, GatewayConfiguration.Read(), Console.Out, Console.Error);

var builder = WebApplication.CreateBuilder(ServiceModule.Options(args));
builder.AddService(args);
builder.AddLiveOpsDefaults("device-gateway");
builder.AddDeviceGateway();

var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapDeviceGateway();
await app.RunAsync();
return 0;
