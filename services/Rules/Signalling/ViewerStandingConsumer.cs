using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using MassTransit;

namespace LiveOps.Rules.Signalling;

/// <summary>Hands the word of Analytics about a viewer to the account's rules.</summary>
internal sealed class ViewerStandingConsumer(SignalSender signals) : IConsumer<ViewerStandingChanged>
{
    public Task Consume(ConsumeContext<ViewerStandingChanged> context)
    {
        var changed = context.Message;
        return signals.SendAsync(
            new AccountSignal
            {
                SignalId = changed.ChangeId,
                WorkspaceId = changed.WorkspaceId,
                AccountId = changed.AccountId,
                Kind = AccountSignalKind.ViewerStanding,
                At = changed.At,
                Viewer = new LiveViewer
                {
                    UserId = changed.UserId,
                    Nickname = changed.Nickname,
                    Handle = changed.Handle,
                },
                VipTier = changed.VipTier,
                Text = changed.VipTierName,
                Blocked = changed.Blocked,
            },
            context.CancellationToken
        );
    }
}
