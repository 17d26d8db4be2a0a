using LiveOps.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.Tests.Hosting;

public sealed class IdentityTests
{
    [Fact]
    public void A_service_keeps_no_keys_in_the_home_folder()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddLiveOpsDefaults("test");
        builder
            .Services.Select(service => service.ServiceType.FullName!)
            .ShouldNotContain(name => name.Contains("DataProtection", StringComparison.Ordinal));
        builder.Services.Count(service => service.ServiceType.Name == "IAuthenticationService").ShouldBe(1);
    }
}
