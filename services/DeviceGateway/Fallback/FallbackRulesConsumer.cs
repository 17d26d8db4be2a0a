using LiveOps.Contracts.Rules;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>Takes the rules that this gateway may follow while the centre is away.</summary>
internal sealed class FallbackRulesConsumer(FallbackRulesStore store, ILogger<FallbackRulesConsumer> logger)
    : IConsumer<FallbackRules>
{
    public Task Consume(ConsumeContext<FallbackRules> context)
    {
        var rules = context.Message;
        if (store.Take(rules))
            logger.LogInformation(
                "{Kept} gift rules of account {Account} can be followed without the centre; {Left} cannot, or not in all",
                rules.Rules.Count,
                rules.AccountId,
                rules.NotKept.Count
            );
        return Task.CompletedTask;
    }
}
