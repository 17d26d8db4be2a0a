using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LiveOps.AppHost;

// The same topology under .NET Aspire: containers for PostgreSQL and RabbitMQ, the services as projects, the
// dashboard for traces, metrics and logs. Start it with: dotnet run --project AppHost/LiveOps.AppHost.csproj
var builder = DistributedApplication.CreateBuilder(args);
using var signingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
var privateKey = builder.AddParameter(
    "auth-private-key",
    () => Convert.ToBase64String(signingKey.ExportPkcs8PrivateKey()),
    secret: true
);
var publicKey = builder.AddParameter(
    "auth-public-key",
    () => Convert.ToBase64String(signingKey.ExportSubjectPublicKeyInfo())
);
var secrets = new Dictionary<string, IResourceBuilder<ParameterResource>>
{
    ["admin-password"] = builder.AddParameter("admin-password", secret: true),
    // Base64 of 32 bytes, given once and kept: what is sealed with it outlives this run.
    ["secrets-key"] = builder.AddParameter("secrets-key", secret: true),
};

var database = builder.AddPostgres(Topology.Postgres).WithDataVolume().AddDatabase(Topology.Database);
var rabbit = builder
    .AddRabbitMQ(Topology.Rabbit)
    .WithManagementPlugin()
    .WithDataVolume()
    .WithBindMount("enabled_plugins", "/etc/rabbitmq/enabled_plugins", isReadOnly: true);

var projects = new Dictionary<string, IResourceBuilder<ProjectResource>>();
foreach (var service in Topology.Services)
{
    var project = builder
        .AddProject(service.Name, Path.Combine("..", service.Project))
        .WithHttpEndpoint(port: service.Port == 0 ? null : service.Port, env: "ASPNETCORE_HTTP_PORTS")
        .WithHttpHealthCheck("/health/ready")
        .WithEnvironment("Auth__PublicKey", publicKey);
    projects[service.Name] = project;
    if (service.Postgres)
        project.WithReference(database).WaitFor(database);
    if (service.Rabbit)
        project.WithReference(rabbit).WaitFor(rabbit);
    if (service.SignsTokens)
        project.WithEnvironment("Auth__PrivateKey", privateKey);
    foreach (var called in service.Calls)
        project.WithReference(projects[called]);
    foreach (var (key, value) in service.Settings)
        Set(project, key, value, service.Name);
}
await builder.Build().RunAsync();

void Set(IResourceBuilder<ProjectResource> project, string key, string value, string service)
{
    var reference = Reference().Match(value);
    if (!reference.Success)
        project.WithEnvironment(key, value);
    else if (reference.Groups["kind"].Value == "url" && reference.Groups["name"].Value == Topology.Rabbit)
        project.WithEnvironment(key, rabbit.GetEndpoint("management"));
    else if (reference.Groups["kind"].Value == "url")
        project.WithEnvironment(key, projects[reference.Groups["name"].Value].GetEndpoint("http"));
    else if (reference.Groups["kind"].Value == "secret")
        project.WithEnvironment(key, secrets[reference.Groups["name"].Value]);
    else
        project.WithEnvironment(
            key,
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "liveops", service)
        );
}

internal static partial class Program
{
    [GeneratedRegex(@"^\$\{(?<kind>url|secret|data)(:(?<name>[a-z-]+))?\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
