using LiveOps.Rules.Deciding;
using LiveOps.Rules.Evaluating;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

public sealed class CachedAccountTests
{
    [Fact]
    public void A_message_whose_sending_has_begun_may_be_sent_until_the_next_one_is_also_after_the_state_is_read_again()
    {
        var account = new CachedAccount(new AccountKey(Workspace, Account));
        var first = new EventsInput(Message(Noon, 7, Gift(1), Gift(2)));
        var next = new EventsInput(Message(Noon, 9, Gift(3)));
        account.MayBeSent(first).ShouldBeFalse();

        account.Sending(first);
        account.Set(new StoredState(1, 6, AccountState.Empty, null));

        account.MayBeSent(first).ShouldBeTrue();
        account.MayBeSent(next).ShouldBeFalse();
        account.Sending(next);
        account.MayBeSent(first).ShouldBeFalse();
    }
}
