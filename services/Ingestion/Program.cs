using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Database;
using LiveOps.Ingestion;

var builder = WebApplication.CreateBuilder(args);
builder.AddLiveOpsDefaults("ingestion");
builder.AddLiveOpsDatabase("ingestion", typeof(IngestionModule).Assembly);

// Listens to nothing: a bus that only publishes has nobody who brings its connection back after the broker was away; a
// receive endpoint does, whatever becomes of the publishes that time out meanwhile.
builder.AddLiveOpsBus(endpoints: (_, rabbit) => rabbit.TransientEndpoint("ingestion", _ => { }));
builder.AddIngestion();
var app = builder.Build();
app.MapLiveOpsDefaults();
app.MapIngestion();
await app.RunLiveOpsAsync(args);
