using LiveOps.Console;
using LiveOps.Console.ServingPages;
using LiveOps.Hosting;
using LiveOps.Hosting.Database;

var builder = WebApplication.CreateBuilder(Pages.Host(args));
builder.AddLiveOpsDefaults("console");
builder.AddLiveOpsDatabase("console", typeof(ConsoleModule).Assembly);
builder.AddConsole();

var app = builder.Build();
app.UsePages();
app.MapLiveOpsDefaults();
app.MapConsole();
await app.RunLiveOpsAsync(args);
