using System.Text.RegularExpressions;
using LiveOps.Hosting.Bus;

namespace LiveOps.Console.Gateways;

/// <summary>
/// What a gateway's user may do at the broker, as the broker matches it: regular expressions over names of queues and
/// exchanges (https://www.rabbitmq.com/docs/access-control#authorisation).
/// </summary>
/// <param name="Configure">What it may declare and delete.</param>
/// <param name="Write">What it may publish to and bind.</param>
/// <param name="Read">What it may consume and bind its own to.</param>
internal sealed record BrokerPermissions(string Configure, string Write, string Read)
{
    /// <summary>
    /// Its own queues and exchanges; publishing to the exchanges of what it reports; binding its own to those of the
    /// emergency stop. Not the default exchange, which leads into every queue by name. Nor may it declare a shared
    /// exchange: who may declare may delete, and without the stop's exchange nobody is stopped.
    /// </summary>
    public static BrokerPermissions Of(string gatewayId)
    {
        // Ids have neither dot nor underscore: studio-1 does not reach what studio-10 has.
        var own = $@"{Regex.Escape(GatewayQueue.NameOf(gatewayId))}([._].*)?";
        return new BrokerPermissions(
            $"^{own}$",
            With(own, GatewayUser.PublishedTo),
            With(own, GatewayUser.ConsumedFrom)
        );
    }

    private static string With(string own, IEnumerable<string> exchanges) => $"^({own}|{string.Join('|', exchanges)})$";
}
