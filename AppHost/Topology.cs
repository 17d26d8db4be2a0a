namespace LiveOps.AppHost;

/// <summary>
/// The whole system on one page: which services exist and what each needs. Both hosts read it: Aspire
/// (<c>AppHost.cs</c>) and plain processes (<c>Local/</c>); <c>deploy/compose.yaml</c> is tested against it.
/// </summary>
internal static class Topology
{
    public const string Postgres = "postgres";
    public const string Rabbit = "rabbit";

    /// <summary>Name of the database, and of its connection string.</summary>
    public const string Database = "liveops";

    /// <summary>
    /// Parts of RabbitMQ that are off by default: the management API, by which gateways get users of their own, and the
    /// exchange type that gives an account to one partition.
    /// </summary>
    public static readonly IReadOnlyList<string> RabbitPlugins =
    [
        "rabbitmq_management",
        "rabbitmq_consistent_hash_exchange",
    ];

    /// <summary>The demonstration's workspace, account and gateway: a show to practise on, made by <c>./run</c>.</summary>
    public const string WorkspaceId = "0198a000-0000-7000-8000-000000000001";
    public const string AccountId = "0198a000-0000-7000-8000-000000000002";
    public const string Handle = "rehearsal.show";
    public const string GatewayId = "pc1";

    /// <summary>In the order in which they are started.</summary>
    public static readonly IReadOnlyList<Service> Services =
    [
        // The room is on air from the start, and again should the service come back after a crash.
        new("rehearsal", "Rehearsal") { Port = 5081, Settings = { ["Rehearsal__Rooms__0"] = Handle } },
        new("ingestion", "Ingestion")
        {
            Rabbit = true,
            Postgres = true,
            Settings =
            {
                ["TikTok__WebUrl"] = "${url:rehearsal}",
                ["TikTok__WebcastUrl"] = "${url:rehearsal}",
                ["TikTok__SignUrl"] = "${url:rehearsal}",
                ["TikTok__ProbeSeconds"] = "1",
                ["Ingestion__DataFolder"] = "${data}",
                ["Ingestion__AwaitedConsumers"] = "rules,analytics",
                ["Ingestion__Seed__0__Handle"] = Handle,
                ["Ingestion__Seed__0__WorkspaceId"] = WorkspaceId,
                ["Ingestion__Seed__0__AccountId"] = AccountId,
            },
        },
        new("rules", "Rules")
        {
            Rabbit = true,
            Postgres = true,
            Calls = ["analytics"],
            Settings =
            {
                ["Rules__Seed__WorkspaceId"] = WorkspaceId,
                ["Rules__Seed__AccountId"] = AccountId,
                ["Rules__Seed__BoardId"] = "*",
                ["Secrets__Key"] = "${secret:secrets-key}",
            },
        },
        new("analytics", "Analytics") { Rabbit = true, Postgres = true },
        new("device-gateway", "DeviceGateway")
        {
            Rabbit = true,
            Settings =
            {
                ["Gateway__Id"] = GatewayId,
                ["Gateway__WorkspaceId"] = WorkspaceId,
                ["Gateway__DataFolder"] = "${data}",
            },
        },
        // Off: it would take the port from a TikFinity that runs here. LIVEOPS_EVENT_FEED=1 ./run switches it on.
        new("event-feed", "EventFeed")
        {
            Rabbit = true,
            Settings = { ["EventFeed__Enabled"] = "false", ["EventFeed__WorkspaceId"] = WorkspaceId },
        },
        new("console", "Console")
        {
            Rabbit = true,
            Postgres = true,
            SignsTokens = true,
            Port = 5080,
            Calls = ["ingestion", "rules", "analytics", "rehearsal"],
            Settings =
            {
                ["Console__Seed__AdminUser"] = "admin",
                ["Console__Seed__AdminPassword"] = "${secret:admin-password}",
                ["Console__Seed__WorkspaceId"] = WorkspaceId,
                ["Console__Seed__WorkspaceName"] = "Rehearsal",
                ["Gateways__ManagementUrl"] = "${url:rabbit}",
                ["Secrets__Key"] = "${secret:secrets-key}",
            },
        },
    ];
}

/// <summary>One service of the topology.</summary>
/// <param name="Name">Kebab case: its name in every host, log and trace.</param>
/// <param name="Folder">Its room under <c>services/</c>.</param>
internal sealed record Service(string Name, string Folder)
{
    /// <summary>Needs the broker: gets <c>ConnectionStrings__rabbit</c>.</summary>
    public bool Rabbit { get; init; }

    /// <summary>Needs the database: gets <c>ConnectionStrings__liveops</c>.</summary>
    public bool Postgres { get; init; }

    /// <summary>Gets <c>Auth__PrivateKey</c>: only the one that people sign in to.</summary>
    public bool SignsTokens { get; init; }

    /// <summary>The port it likes to have, where that is free; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>Services whose address it gets as <c>services__{name}__http__0</c>.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>
    /// Environment beyond that. A value may hold <c>${url:service}</c> (of <c>rabbit</c>: its management API),
    /// <c>${secret:name}</c> or <c>${data}</c> (a folder of its own that is kept).
    /// </summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Path of the project file from the repository's root.</summary>
    public string Project => $"services/{Folder}/LiveOps.{Folder}.csproj";
}
