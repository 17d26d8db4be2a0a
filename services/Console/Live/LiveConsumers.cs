using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using MassTransit;

namespace LiveOps.Console.Live;

/// <summary>The feed.</summary>
internal sealed class LiveEventsConsumer(LiveReadModel live, LiveScreens screens) : IConsumer<LiveEvents>
{
    public Task Consume(ConsumeContext<LiveEvents> context)
    {
        var workspaceId = context.Message.WorkspaceId;
        var items = LiveViews.Of(context.Message).ToList();
        foreach (var item in items)
            live.Take(workspaceId, item);
        screens.Show(workspaceId, batch => items.ForEach(batch.Add));
        return Task.CompletedTask;
    }
}

/// <summary>The action log: what the rules decided and what the boards made of it.</summary>
internal sealed class ActionsConsumer(LiveReadModel live, LiveScreens screens)
    : IConsumer<RulesDecided>,
        IConsumer<DeviceCommandAcknowledged>,
        IConsumer<DeviceCommandCompleted>
{
    public Task Consume(ConsumeContext<RulesDecided> context)
    {
        var workspaceId = context.Message.WorkspaceId;
        var decisions = LiveViews.Of(context.Message).ToList();
        foreach (var decision in decisions)
            live.Take(workspaceId, decision);
        screens.Show(workspaceId, batch => decisions.ForEach(batch.Add));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DeviceCommandAcknowledged> context)
    {
        var command = LiveViews.Of(context.Message);
        live.TakeAcknowledged(context.Message.WorkspaceId, command);
        screens.Show(context.Message.WorkspaceId, batch => batch.AddAcknowledged(command));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DeviceCommandCompleted> context)
    {
        var command = LiveViews.Of(context.Message);
        live.TakeCompleted(context.Message.WorkspaceId, command);
        screens.Show(context.Message.WorkspaceId, batch => batch.AddCompleted(command));
        return Task.CompletedTask;
    }
}

/// <summary>Connections of accounts and totals of sessions.</summary>
internal sealed class StatesConsumer(LiveReadModel live, LiveScreens screens)
    : IConsumer<AccountConnectionChanged>,
        IConsumer<LiveSessionProgressed>
{
    public Task Consume(ConsumeContext<AccountConnectionChanged> context)
    {
        var account = LiveViews.Of(context.Message);
        live.Take(context.Message.WorkspaceId, account);
        screens.Show(context.Message.WorkspaceId, batch => batch.Add(account));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<LiveSessionProgressed> context)
    {
        var session = LiveViews.Of(context.Message);
        live.Take(context.Message.WorkspaceId, session);
        screens.Show(context.Message.WorkspaceId, batch => batch.Add(session));
        return Task.CompletedTask;
    }
}
