using LiveOps.Console;
using LiveOps.Console.ApiKeys;
using LiveOps.Console.PassingThrough;
using LiveOps.Console.ServingPages;
using LiveOps.Hosting;
using LiveOps.Hosting.Database;

var builder = WebApplication.CreateBuilder(Pages.Host(args));
builder.AddLiveOpsDefaults("console");
builder.AddLiveOpsDatabase("console", typeof(ConsoleModule).Assembly);
builder.AddConsole();

var app = builder.Build();
app.UseTrustedProxies();
app.UsePages();
app.UseApiKeys();
app.MapLiveOpsDefaults(authenticated: app.UseRateLimits);
app.MapConsole();
await app.RunLiveOpsAsync(args);
