using LiveOps.Analytics;
using LiveOps.Hosting;
using LiveOps.Hosting.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("analytics");
builder.AddLiveOpsDatabase("analytics", typeof(AnalyticsModule).Assembly);
builder.AddAnalytics();

var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapAnalytics();
await app.RunLiveOpsAsync(args);
