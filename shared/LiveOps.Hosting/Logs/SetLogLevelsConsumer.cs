using LiveOps.Contracts.Services;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace LiveOps.Hosting.Logs;

/// <summary>Applies levels that were changed at run time.</summary>
internal sealed class SetLogLevelsConsumer(LogLevels levels, ILogger<SetLogLevelsConsumer> log)
    : IConsumer<SetLogLevels>
{
    public Task Consume(ConsumeContext<SetLogLevels> context)
    {
        if (levels.Set(context.Message.Levels))
            log.LogInformation(
                "Levels changed at run time: {Levels}",
                string.Join(", ", levels.Changed.Select(level => $"{level.Source ?? "all"} {level.Level}"))
            );
        return Task.CompletedTask;
    }
}
