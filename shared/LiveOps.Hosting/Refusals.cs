using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LiveOps.Hosting;

/// <summary>
/// Says in words for people what the framework refuses by itself: values it cannot bind, bodies it cannot read, addresses
/// it does not know. Its own sentences name types of the program and say nothing about what to do.
/// </summary>
internal static partial class Refusals
{
    private const string NoBody = "The body is empty: send JSON, with the header content-type: application/json.";
    private const int LongestValue = 60;

    /// <summary>Fills in the detail where the framework has none, or one for programmers.</summary>
    public static void Explain(ProblemDetailsContext context)
    {
        if (context.Exception is BadHttpRequestException bad)
            context.ProblemDetails.Detail = Explain(bad, EndpointOf(context.HttpContext));
        else
            context.ProblemDetails.Detail ??= ByStatus(context.HttpContext);
    }

    private static string? ByStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                "There is no such address, or an id in it is none of your workspace: look at the address, and at the list that the id came from.",
            StatusCodes.Status405MethodNotAllowed =>
                $"This address does not take {http.Request.Method}: it takes {http.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType =>
                "The body must be JSON, with the header content-type: application/json.",
            _ => null,
        };

    private static string Explain(BadHttpRequestException bad, Endpoint? endpoint)
    {
        if (bad.InnerException is JsonException json)
            return Explain(json, endpoint);
        if (Unbound().Match(bad.Message) is { Success: true } unbound)
        {
            var name = unbound.Groups["name"].Value;
            var value = unbound.Groups["value"].Value;
            return $"'{Camel(name)}' cannot be \"{(value.Length > LongestValue ? value[..LongestValue] + "..." : value)}\": give {Expected(TypeOf(endpoint, name), unbound.Groups["type"].Value)}.";
        }
        if (Missing().Match(bad.Message) is { Success: true } missing)
            return string.Equals(missing.Groups["from"].Value, "body", StringComparison.Ordinal)
                ? NoBody
                : $"'{Camel(missing.Groups["name"].Value)}' is missing: give it in the {missing.Groups["from"].Value}.";
        return bad.Message.StartsWith("Implicit body inferred", StringComparison.Ordinal) ? NoBody : bad.Message;
    }

    private static string Explain(JsonException json, Endpoint? endpoint)
    {
        // The reader's own exception, which is not public, is inside when the text is no JSON at all.
        if (json.InnerException is JsonException)
            return $"The body is no JSON: it cannot be read in line {json.LineNumber + 1}, at {json.BytePositionInLine + 1}.";
        var path = json.Path is null or "$" ? "" : json.Path.TrimStart('$').TrimStart('.');
        var expected = BodyTypeOf(endpoint, path) is { IsEnum: true } names ? $": give {Names(names)}" : "";
        return path.Length == 0
            ? "The body cannot be read: it has the wrong form."
            : $"The body cannot be read at {path}: the value has the wrong form{expected}.";
    }

    private static string Expected(Type? type, string written) =>
        type is { IsEnum: true } ? Names(type)
        : written.Contains("Guid", StringComparison.Ordinal)
            ? "an id as lists give it, such as 0198a000-0000-7000-8000-000000000002"
        : written.Contains("bool", StringComparison.OrdinalIgnoreCase) ? "true or false"
        : written.Contains("int", StringComparison.OrdinalIgnoreCase)
        || written.Contains("long", StringComparison.Ordinal)
            ? "a whole number that is not too large"
        : written.Contains("Date", StringComparison.Ordinal)
            ? "a day like 2026-11-01 or a time like 2026-11-01T18:00:00Z"
        : "a value of the right kind";

    private static string Names(Type type) => string.Join(", ", Enum.GetNames(type).Select(Camel));

    // An error handler runs after the endpoint has been taken off the request.
    private static Endpoint? EndpointOf(HttpContext http) =>
        http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    private static Type? TypeOf(Endpoint? endpoint, string name) =>
        Parameters(endpoint)
            .Select(parameter =>
                string.Equals(parameter.Name, name, StringComparison.Ordinal)
                    ? parameter.ParameterType
                    : Property(parameter.ParameterType, name)
            )
            .Select(Plain)
            .FirstOrDefault(type => type is not null);

    private static Type? BodyTypeOf(Endpoint? endpoint, string path) =>
        Parameters(endpoint)
            .Select(parameter => Plain(Property(parameter.ParameterType, path)))
            .FirstOrDefault(type => type is not null);

    private static ParameterInfo[] Parameters(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];

    [SuppressMessage("Trimming", "IL2070", Justification = "Services are not trimmed.")]
    private static Type? Property(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;

    private static Type? Plain(Type? type) => type is null ? null : Nullable.GetUnderlyingType(type) ?? type;

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    [GeneratedRegex(
        "^Failed to bind parameter \"(?<type>.+) (?<name>\\w+)\" from \"(?<value>.*)\"\\.$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Unbound();

    [GeneratedRegex(
        "^Required parameter \"(?<type>.+) (?<name>\\w+)\" was not provided from (?<from>.+)\\.$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Missing();
}
