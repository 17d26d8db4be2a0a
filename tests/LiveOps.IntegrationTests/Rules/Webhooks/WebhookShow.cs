using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Rules.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LiveOps.IntegrationTests.Rules.Webhooks;

/// <summary>What a workspace does with webhooks: its rules add calls, its people look at them.</summary>
internal static class WebhookShow
{
    /// <summary>A replica that makes no calls: something else is to make them.</summary>
    public static void WithoutDelivery(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType == typeof(WebhookDelivery)));

    public static WebhookCall Call(Guid workspace, string url, string body = """{"gift":"Rose"}""") =>
        new()
        {
            CallId = Guid.NewGuid(),
            WorkspaceId = workspace,
            AccountId = Guid.NewGuid(),
            RuleId = Guid.NewGuid(),
            Url = url,
            Body = body,
            CreatedAt = DateTimeOffset.UtcNow,
        };

    /// <summary>As a decision does: in a batch of its own making.</summary>
    public static async Task AddAsync(RulesHost rules, params WebhookCall[] calls)
    {
        await using var batch = rules.Services.GetRequiredService<NpgsqlDataSource>().CreateBatch();
        WebhookOutbox.Add(batch, calls);
        await batch.ExecuteNonQueryAsync();
    }

    public static async Task<JsonElement> FindAsync(HttpClient member, Guid call) =>
        await member.GetFromJsonAsync<JsonElement>($"/api/rules/webhooks/{call}");

    /// <summary>Waits until a call stands where it is expected to, and gives it with its attempts.</summary>
    public static async Task<JsonElement> ReachesAsync(HttpClient member, Guid call, string state)
    {
        for (var n = 0; n < 1_200; n++)
        {
            var found = await FindAsync(member, call);
            if (found.GetProperty("call").GetProperty("state").GetString() == state)
                return found;
            await Task.Delay(50);
        }
        throw new TimeoutException($"The call is not {state} after a minute: {await FindAsync(member, call)}");
    }

    /// <summary>Waits until a call has so many attempts that have come to an end.</summary>
    public static async Task<JsonElement> TriedAsync(HttpClient member, Guid call, int attempts)
    {
        for (var n = 0; n < 1_200; n++)
        {
            var found = await FindAsync(member, call);
            if (
                found.GetProperty("attempts").EnumerateArray().Count(a => a.TryGetProperty("milliseconds", out _))
                >= attempts
            )
                return found;
            await Task.Delay(50);
        }
        throw new TimeoutException($"Not {attempts} attempts after a minute: {await FindAsync(member, call)}");
    }

    public static Task<long> CountAsync(RulesHost rules, string state) =>
        ScalarAsync(rules, $"select count(*) from rules.webhook_calls where state = '{state}'");

    public static async Task<long> ScalarAsync(RulesHost rules, string sql)
    {
        await using var command = rules.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(RulesHost rules, string sql)
    {
        await using var command = rules.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
