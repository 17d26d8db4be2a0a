using System.Globalization;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Console.Live;

/// <summary>From messages to what a screen shows. Pure.</summary>
internal static class LiveViews
{
    private const int LongestText = 500;

    /// <summary>The events of a frame that the feed shows: audience numbers are in the session's totals.</summary>
    public static IEnumerable<FeedItem> Of(LiveEvents frame) =>
        frame.Events.Where(item => item.Kind != LiveEventKind.RoomStats).Select(item => Of(frame, item));

    public static IEnumerable<DecisionView> Of(RulesDecided decided) =>
        decided.Decisions.Select(decision => new DecisionView(
            decision.DecisionId,
            decided.AccountId,
            Id(decided.RoomId),
            Id(decision.MessageId),
            decision.EventKind,
            decision.RuleId,
            decision.RuleName,
            decision.ViewerId is { } viewer ? Id(viewer) : null,
            decision.ViewerName,
            decision.Outcome,
            decision.Reason,
            decision.CommandIds,
            decided.DecidedAt
        ));

    public static CommandView Of(DeviceCommandAcknowledged command) =>
        Caused(
            new CommandView
            {
                CommandId = command.CommandId,
                AccountId = command.AccountId,
                GatewayId = command.GatewayId,
                BoardId = command.BoardId,
                DeviceId = command.DeviceId,
                Action = command.Action,
                At = command.AcknowledgedAt,
                BoardMs = command.BoardMs,
                PathMs = command.PathMs,
            },
            command.Cause
        );

    public static CommandView Of(DeviceCommandCompleted command) =>
        Caused(
            new CommandView
            {
                CommandId = command.CommandId,
                AccountId = command.AccountId,
                GatewayId = command.GatewayId,
                BoardId = command.BoardId,
                DeviceId = command.DeviceId,
                Action = command.Action,
                At = command.CompletedAt,
                Outcome = command.Outcome,
                Detail = command.Detail,
                DurationMs = command.DurationMs,
                RanMs = command.RanMs,
                BoardMs = command.BoardMs,
                PathMs = command.PathMs,
            },
            command.Cause
        );

    public static AccountView Of(AccountConnectionChanged account) =>
        new(
            account.AccountId,
            account.Handle,
            account.State,
            account.Detail,
            account.RoomId is { } room ? Id(room) : null,
            account.Since,
            account.UnknownMessages,
            account.UndecodableMessages,
            account.SpooledFrames
        );

    public static SessionView Of(LiveSessionProgressed session) =>
        new(
            session.AccountId,
            session.LiveSessionId,
            Id(session.RoomId),
            session.StartedAt,
            session.EndedAt,
            session.Totals,
            [
                .. session.Leaderboard.Select(entry => new LeaderView(
                    entry.Rank,
                    Id(entry.UserId),
                    entry.Handle,
                    entry.Nickname,
                    entry.Coins,
                    entry.Gifts
                )),
            ]
        );

    private static FeedItem Of(LiveEvents frame, LiveEvent item) =>
        new()
        {
            Id = $"{Id(frame.RoomId)}-{Id(item.MessageId)}-{item.Kind}",
            AccountId = frame.AccountId,
            RoomId = Id(frame.RoomId),
            MessageId = Id(item.MessageId),
            Kind = item.Kind,
            At = item.At,
            ReceivedAt = frame.ReceivedAt,
            History = item.IsHistory,
            Viewer = item.Viewer is { } viewer ? Of(viewer) : null,
            Gift = item.Gift is { } gift
                ? new GiftView(Id(gift.GiftId), gift.Name, gift.Coins, gift.RepeatCount, gift.Credited)
                : null,
            Text = Shorten(item.Text ?? item.Gap?.Reason),
            Likes = item.Like?.Count,
        };

    private static ViewerView Of(LiveViewer viewer) =>
        new(
            Id(viewer.UserId),
            Shorten(viewer.Handle),
            Shorten(viewer.Nickname),
            [
                .. Enum.GetValues<ViewerRoles>()
                    .Where(role => role != ViewerRoles.None && viewer.Roles.HasFlag(role))
                    .Select(role => role.ToString()),
            ]
        );

    private static CommandView Caused(CommandView command, CommandCause? cause) =>
        cause is null
            ? command
            : command with
            {
                RoomId = Id(cause.RoomId),
                MessageId = Id(cause.MessageId),
                EventKind = cause.EventKind,
                RuleId = cause.RuleId,
                ReceivedAt = cause.ReceivedAt,
            };

    /// <summary>As text: numbers of JavaScript lose digits of it.</summary>
    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string? Shorten(string? text)
    {
        if (text is null || text.Length <= LongestText)
            return text;
        // Not through the middle of a surrogate pair: half of one is no valid text.
        var end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return $"{text[..end]}…";
    }
}
