using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("device-gateway");
builder.AddDeviceGateway();

var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapDeviceGateway();
await app.RunAsync();
