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
        var channel = new LiveChannel(context.Message.WorkspaceId, context.Message.AccountId);
        var items = LiveViews.Of(context.Message).ToList();
        foreach (var item in items)
            live.Take(channel, item);
        screens.Show(channel, batch => items.ForEach(batch.Add));
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
        var channel = new LiveChannel(context.Message.WorkspaceId, context.Message.AccountId);
        var decisions = LiveViews.Of(context.Message).ToList();
        foreach (var decision in decisions)
            live.Take(channel, decision);
        screens.Show(channel, batch => decisions.ForEach(batch.Add));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DeviceCommandAcknowledged> context)
    {
        var command = LiveViews.Of(context.Message);
        var channel = new LiveChannel(context.Message.WorkspaceId, command.AccountId);
        live.TakeAcknowledged(channel, command);
        screens.Show(channel, batch => batch.AddAcknowledged(command));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DeviceCommandCompleted> context)
    {
        var command = LiveViews.Of(context.Message);
        var channel = new LiveChannel(context.Message.WorkspaceId, command.AccountId);
        live.TakeCompleted(channel, command);
        screens.Show(channel, batch => batch.AddCompleted(command));
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
        screens.Show(new LiveChannel(context.Message.WorkspaceId), batch => batch.Add(account));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<LiveSessionProgressed> context)
    {
        var session = LiveViews.Of(context.Message);
        var workspace = new LiveChannel(context.Message.WorkspaceId);
        live.Take(workspace.WorkspaceId, session);
        screens.Show(workspace with { AccountId = session.AccountId }, batch => batch.Add(session));
        screens.Show(workspace, batch => batch.Add(session.WithoutLeaders()));
        return Task.CompletedTask;
    }
}

/// <summary>People who were erased are shown no more.</summary>
internal sealed class PeopleErasedConsumer(LiveReadModel live, LiveScreens screens) : IConsumer<PeopleErased>
{
    public Task Consume(ConsumeContext<PeopleErased> context)
    {
        var ids = context.Message.UserIds.Select(LiveViews.Id).ToHashSet(StringComparer.Ordinal);
        live.Erase(context.Message.WorkspaceId, ids);
        screens.Erase(context.Message.WorkspaceId, ids);
        return Task.CompletedTask;
    }
}
