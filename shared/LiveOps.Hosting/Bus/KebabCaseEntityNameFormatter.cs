using MassTransit;

namespace LiveOps.Hosting.Bus;

/// <summary>Exchanges are named after the message alone: <c>LiveEvents</c> is <c>live-events</c>.</summary>
internal sealed class KebabCaseEntityNameFormatter : IEntityNameFormatter
{
    private static readonly KebabCaseEndpointNameFormatter _kebab = new(includeNamespace: false);

    public string FormatEntityName<T>()
    {
        var type = typeof(T);
        // Generic envelopes (Fault<T>, Batch<T>) keep the library's unambiguous name.
        return type.IsGenericType
            ? $"{_kebab.SanitizeName(type.Name.Split('`')[0])}-{string.Join('-', type.GetGenericArguments().Select(argument => _kebab.SanitizeName(argument.Name)))}"
            : _kebab.SanitizeName(type.Name);
    }
}
