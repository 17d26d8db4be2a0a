using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway;

/// <summary>Why a gateway could not start, in words for the person who started it.</summary>
internal static class StartFault
{
    /// <summary>Null for an error that is none of a PC's settings: it is told with where it came from.</summary>
    public static string? Of(Exception error) =>
        error switch
        {
            OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
            DataFolderException folder => folder.Message,
            IOException { InnerException: AddressInUseException } address =>
                $"{address.Message} Another gateway or another program has the address: stop it, or set another one with ASPNETCORE_URLS=http://127.0.0.1:PORT.",
            _ => null,
        };
}
