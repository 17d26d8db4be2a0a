using System.Text.Json.Nodes;
using LiveOps.Console.Describing;
using Microsoft.AspNetCore.Routing.Template;

namespace LiveOps.Console.Quotas;

/// <summary>
/// Which permission a request asks for that is passed on to a service: as the service's own document says, so that there
/// is no second list of addresses.
/// </summary>
internal sealed class OperationPermissions(ApiDocument document, TimeProvider clock)
{
    private const string Versioned = "/api/v1/";

    private static readonly TimeSpan _fresh = TimeSpan.FromMinutes(1);

    private Known? _known;

    /// <param name="method">GET, POST and so on.</param>
    /// <param name="path">The path as the service will see it, decoded.</param>
    /// <param name="cancellationToken">Cancels the reading of the document.</param>
    /// <returns>The permission; null for what the document does not know.</returns>
    public async Task<string?> OfAsync(string method, string path, CancellationToken cancellationToken)
    {
        var known = _known ?? await ReadAsync(cancellationToken);
        if (Find(known.Operations, method, path) is not { } permission)
            // Of a service that was away when it was asked, or of none.
            return Find((await ReadAsync(cancellationToken)).Operations, method, path);
        // A request does not wait for services that are slow to tell of themselves: the next one finds what they said.
        if (clock.GetUtcNow() - known.At > _fresh)
            _ = Task.Run(() => ReadAsync(CancellationToken.None), CancellationToken.None);
        return permission;
    }

    private async Task<Known> ReadAsync(CancellationToken cancellationToken)
    {
        var current = await document.ReadAsync(cancellationToken);
        var known = _known;
        return _known =
            known is not null && ReferenceEquals(known.Document, current)
                ? known with
                {
                    At = clock.GetUtcNow(),
                }
                : new Known(current, Read(current), clock.GetUtcNow());
    }

    /// <summary>The operations of a document, the most exact first, as routing takes them.</summary>
    internal static IReadOnlyList<Operation> Read(JsonObject document) =>
        [
            .. (
                from path in document["paths"]!.AsObject()
                let template = TemplateParser.Parse(path.Key.TrimStart('/'))
                from operation in path.Value!.AsObject()
                where operation.Value is JsonObject
                let asks = operation.Value["x-permission"]?.GetValue<string>()
                where asks is not null
                select (
                    Precedence: RoutePrecedence.ComputeInbound(template),
                    new Operation(
                        operation.Key.ToUpperInvariant(),
                        new TemplateMatcher(template, new RouteValueDictionary()),
                        asks
                    )
                )
            )
                .OrderBy(one => one.Precedence)
                .Select(one => one.Item2),
        ];

    /// <summary>The permission of the first that fits.</summary>
    internal static string? Find(IReadOnlyList<Operation> operations, string method, string path)
    {
        // The same operations have an address with a version, of which the document does not tell.
        var here = path.StartsWith(Versioned, StringComparison.OrdinalIgnoreCase)
            ? $"/api/{path[Versioned.Length..]}"
            : path;
        return operations
            .FirstOrDefault(one =>
                string.Equals(one.Method, method, StringComparison.OrdinalIgnoreCase)
                && one.Matcher.TryMatch(here, new RouteValueDictionary())
            )
            ?.Permission;
    }

    /// <summary>One operation of the document.</summary>
    internal sealed record Operation(string Method, TemplateMatcher Matcher, string Permission);

    private sealed record Known(JsonObject Document, IReadOnlyList<Operation> Operations, DateTimeOffset At);
}
