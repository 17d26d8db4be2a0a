using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Database;
using LiveOps.Ingestion;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("ingestion");
builder.AddLiveOpsDatabase("ingestion", typeof(IngestionModule).Assembly);
builder.AddLiveOpsBus();
builder.AddIngestion();
var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapIngestion();
await app.RunLiveOpsAsync(args);
