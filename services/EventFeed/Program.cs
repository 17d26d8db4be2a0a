using LiveOps.EventFeed;
using LiveOps.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("event-feed");
builder.AddEventFeed();

var app = builder.Build();
app.MapLiveOpsDefaults();
await app.RunAsync();
