using System.Text;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Webcast.Messages;

namespace LiveOps.Ingestion.Reading;

internal static class Viewers
{
    private const long Follows = 1;
    private const long FollowsBothWays = 2;

    /// <summary>Null where the message names nobody.</summary>
    public static LiveViewer? Of(in Person person, in Identity identity = default)
    {
        if (person.Id == 0)
        {
            return null;
        }
        return new LiveViewer
        {
            UserId = person.Id,
            Handle = TextOrNull(person.Handle),
            Nickname = TextOrNull(person.Nickname),
            AvatarUrl = TextOrNull(person.Avatar.Address),
            Roles = RolesOf(person, identity),
        };
    }

    public static string? TextOrNull(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);

    public static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    // The identity says it best, but only comments, gifts and emotes carry one.
    private static ViewerRoles RolesOf(in Person person, in Identity identity)
    {
        var roles = ViewerRoles.None;
        if (identity.IsFollower || person.Follow.Status is Follows or FollowsBothWays)
        {
            roles |= ViewerRoles.Follower;
        }
        if (identity.IsMutualFollower || person.Follow.Status == FollowsBothWays)
        {
            roles |= ViewerRoles.Friend;
        }
        if (identity.IsSubscriber || person.Subscription.IsSubscribed || person.Subscription.IsSubscribedToAnchor)
        {
            roles |= ViewerRoles.Subscriber;
        }
        if (identity.IsModerator || person.Attributes.IsAdmin)
        {
            roles |= ViewerRoles.Moderator;
        }
        if (identity.IsGiftGiver)
        {
            roles |= ViewerRoles.GiftGiver;
        }
        return identity.IsAnchor ? roles | ViewerRoles.Anchor : roles;
    }
}
