using LiveOps.Contracts.Services;
using MassTransit;

namespace LiveOps.Hosting.Logs;

/// <summary>Applies levels that were changed at run time.</summary>
internal sealed class SetLogLevelsConsumer(LogLevels levels) : IConsumer<SetLogLevels>
{
    public Task Consume(ConsumeContext<SetLogLevels> context)
    {
        levels.Set(context.Message.Levels);
        return Task.CompletedTask;
    }
}
