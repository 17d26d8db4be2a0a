using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LiveOps.Hosting.Identity;

/// <summary>Writes into each operation of a service's document which permission it asks for, and gives it a name.</summary>
internal static class DescribedPermissions
{
    private const string Key = "x-permission";

    public static Task AddAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId ??= OperationIds.Of(
            context.Description.HttpMethod ?? "get",
            context.Description.RelativePath ?? ""
        );
        if (!metadata.OfType<IAllowAnonymous>().Any() && metadata.OfType<AsksFor>().FirstOrDefault() is { } asks)
        {
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            operation.Extensions[Key] = new JsonNodeExtension(JsonValue.Create(asks.Permission));
        }
        return Task.CompletedTask;
    }
}

/// <summary>Names of operations that nobody named.</summary>
public static class OperationIds
{
    /// <summary>Method and path as one word: PUT /api/rules/bindings/{accountId} is putRulesBindingsByAccountId.</summary>
    public static string Of(string method, string path)
    {
        var words = path.Split(['/', '-', '?', ':'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word is not "api")
            .Select(word => word[0] == '{' ? $"By{Upper(word.Trim('{', '}', '*'))}" : Upper(word.TrimEnd('}')))
            .Where(word => word is not "Guid");
        return $"{method.ToLowerInvariant()}{string.Concat(words)}";
    }

    private static string Upper(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];
}
