using System.Security.Claims;
using System.Security.Cryptography;
using LiveOps.Analytics;
using LiveOps.Console;
using LiveOps.Console.ServingPages;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Database;
using LiveOps.Hosting.Identity;
using LiveOps.Ingestion;
using LiveOps.Rules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.Tests.Hosting;

/// <summary>Every endpoint of every service names its permission; whoever has none is named here with the reason.</summary>
public sealed class PermissionTests
{
    private static readonly Dictionary<string, string> _anonymous = new(StringComparer.Ordinal)
    {
        ["/health/live"] = "whoever starts the process asks it",
        ["/health/ready"] = "whoever starts the process asks it",
        ["/openapi/{documentName}.json"] = "tells how the API looks and nothing that is in it",
        ["/api/auth/login"] = "how one signs in",
        ["/api/auth/second-step"] = "the ticket of a right password is its key",
        ["/api/invitations/look"] = "the invitation's code is its key",
        ["/api/invitations/accept"] = "the invitation's code is its key",
        ["/api/auth/logout"] = "takes a cookie away",
        ["/api/gateways/enroll"] = "the one-time code is its key",
        ["/api/rules/addresses/{token}"] = "the secret address is its own key",
        ["/api/rules/addresses/{**rest}"] = "passed on to the same",
        ["/openapi.json"] = "the same of all services",
        ["/api-docs"] = "the same for people",
        ["/api-docs/page.css"] = "how that page looks",
        ["/overlay/{account:guid}"] = "the page of overlays, with nothing of a workspace in it",
        ["/overlay/preview"] = "the same, for the console's frame",
        ["/overlay/{account:guid}/events"] = "the overlay's token is its key",
        ["/overlay/{account:guid}/sounds/{name}"] = "the overlay's token is its key",
        ["/index.html"] = "the pages themselves, with nothing of a workspace in them",
        ["/{*path:nonfile}"] = "the pages themselves, with nothing of a workspace in them",
    };

    // Whoever is signed in, and any API key: what it says or does is decided elsewhere.
    private static readonly Dictionary<string, string> _anyMember = new(StringComparer.Ordinal)
    {
        ["/api/permissions"] = "tells the caller about itself",
        ["/api/services"] = "names of what is set up",
        ["/api/about"] = "what the product is, and nothing of a workspace",
        ["/api/{**rest}"] = "an address that is none",
        ["/api/ingestion/{**rest}"] = "the service behind it decides",
        ["/api/rules/{**rest}"] = "the service behind it decides",
        ["/api/analytics/{**rest}"] = "the service behind it decides",
        ["/api/v1/analytics/{**rest}"] = "the service behind it decides",
        ["/api/viewer-profiles/{**rest}"] = "the service behind it decides",
        ["/api/v1/viewer-profiles/{**rest}"] = "the service behind it decides",
    };

    // They change nothing although they are no GET.
    private static readonly string[] _reading =
    [
        "/api/rules/simulate",
        "/api/rules/validate",
        "/hubs/live",
        "/hubs/live/negotiate",
    ];

    [Theory]
    [InlineData("console")]
    [InlineData("rules")]
    [InlineData("ingestion")]
    [InlineData("analytics")]
    public async Task Every_endpoint_names_its_permission_and_changing_ones_more_than_reading(string service)
    {
        var endpoints = await EndpointsAsync(service);
        endpoints.Count.ShouldBeGreaterThan(5);
        foreach (var endpoint in endpoints)
        {
            var path = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}";
            path = path.Length > 1 ? path.TrimEnd('/') : path;
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                _anonymous.Keys.ShouldContain(path, "open to everybody: say why here, or ask for a permission");
                continue;
            }
            var asked = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
            asked.Count.ShouldBe(1, $"{path} asks for one permission with RequirePermission, and for nothing else");
            var permission = asked[0].ShouldBeOfType<AsksFor>(path).Permission;
            if (permission == PermissionEndpoints.AnyMember)
            {
                _anyMember.Keys.ShouldContain(path, "open to all members: say why here, or ask for a permission");
                continue;
            }
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["POST"];
            if (!_reading.Contains(path) && methods.Any(method => method is not ("GET" or "HEAD")))
                Permissions
                    .Find(permission)!
                    .OnlyReads.ShouldBeFalse(
                        $"{string.Join(' ', methods)} {path} changes something: {permission} is for reading"
                    );
        }
    }

    [Fact]
    public void A_mightier_role_has_all_that_a_lesser_one_has_and_everyone_may_stop()
    {
        Permissions.All.Select(permission => permission.Name).ShouldBeUnique();
        foreach (var permission in Permissions.All)
        {
            permission.Roles.ShouldBe(Roles.All.Take(permission.Roles.Count), permission.Name);
            permission.Roles.ShouldNotBeEmpty(permission.Name);
            permission.Words.ShouldNotBeNullOrWhiteSpace(permission.Name);
        }
        Roles.All.ShouldAllBe(role => Permissions.Has(role, Permissions.DevicesStop));
        Permissions.Has(Roles.Sender, Permissions.DevicesFire).ShouldBeFalse();
        Permissions.Has(Roles.Sender, Permissions.ViewersExport).ShouldBeFalse();
        Permissions.Has(Roles.Manager, Permissions.TeamEdit).ShouldBeFalse();
        Permissions.Has("Owner", Permissions.LiveRead).ShouldBeFalse();
        Permissions.Has(Roles.Admin, "no.such").ShouldBeFalse();
    }

    [Fact]
    public void An_API_key_has_what_both_its_role_and_its_scopes_allow()
    {
        var key = Caller(Roles.Manager, $"{Permissions.RulesEdit} {Permissions.KeysEdit}");
        key.Has(Permissions.RulesEdit).ShouldBeTrue();
        key.Has(Permissions.RulesRead).ShouldBeFalse();
        key.Has(Permissions.KeysEdit).ShouldBeFalse();
        Caller(Roles.Admin, "").Has(Permissions.LiveRead).ShouldBeFalse();
        Caller(Roles.Manager, null).Has(Permissions.RulesRead).ShouldBeTrue();
    }

    [Fact]
    public void What_reaches_across_workspaces_takes_more_than_the_role_and_no_key_has_it()
    {
        Caller(Roles.Admin, null).Has(Permissions.InstallationRead).ShouldBeFalse();
        Caller(Roles.Admin, null, runsIt: true).Has(Permissions.InstallationRead).ShouldBeTrue();
        Caller(Roles.Manager, null, runsIt: true).Has(Permissions.InstallationRead).ShouldBeFalse();
        Caller(Roles.Admin, Permissions.InstallationRead, runsIt: true)
            .Has(Permissions.InstallationRead)
            .ShouldBeFalse();
    }

    private static ClaimsPrincipal Caller(string role, string? scopes, bool runsIt = false)
    {
        var claims = new List<Claim> { new("role", role) };
        if (runsIt)
            claims.Add(new(PermissionEndpoints.OperatorClaim, "true"));
        if (scopes is not null)
            claims.Add(new(PermissionEndpoints.ScopeClaim, scopes));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
    }

    /// <summary>The endpoints as the service maps them; nothing is started.</summary>
    private static async Task<List<RouteEndpoint>> EndpointsAsync(string service)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:liveops"] = "Host=127.0.0.1;Database=none",
                ["ConnectionStrings:rabbit"] = "amqp://127.0.0.1",
                ["Auth:PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                ["Auth:PrivateKey"] = Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
                ["Secrets:Key"] = Convert.ToBase64String(new byte[32]),
            }
        );
        builder.AddLiveOpsDefaults(service);
        Action<WebApplication> map = service switch
        {
            "console" => app => app.MapConsole(),
            "rules" => app => app.MapRules(),
            "analytics" => app => app.MapAnalytics(),
            _ => app => app.MapIngestion(),
        };
        switch (service)
        {
            case "console":
                builder.AddLiveOpsDatabase(service, typeof(ConsoleModule).Assembly);
                builder.AddConsole();
                break;
            case "rules":
                builder.AddLiveOpsDatabase(service, typeof(RulesModule).Assembly);
                builder.AddRules();
                break;
            case "analytics":
                builder.AddLiveOpsDatabase(service, typeof(AnalyticsModule).Assembly);
                builder.AddAnalytics();
                break;
            default:
                builder.AddLiveOpsDatabase(service, typeof(IngestionModule).Assembly);
                builder.AddLiveOpsBus();
                builder.AddIngestion();
                break;
        }
        await using var app = builder.Build();
        app.MapLiveOpsDefaults();
        map(app);
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>(),
        ];
    }
}
