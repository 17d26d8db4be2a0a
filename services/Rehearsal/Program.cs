using LiveOps.Hosting;
using LiveOps.Rehearsal;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("rehearsal", authenticate: false);
builder.AddRehearsal();
var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapRehearsal();
await app.RunAsync();
