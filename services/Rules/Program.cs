using LiveOps.Hosting;
using LiveOps.Hosting.Database;
using LiveOps.Rules;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("rules");
builder.AddLiveOpsDatabase("rules", typeof(RulesModule).Assembly);
builder.AddRules();
var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapRules();
await app.RunLiveOpsAsync(args);
