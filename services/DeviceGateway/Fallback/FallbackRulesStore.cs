using LiveOps.Contracts.Rules;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>The rules that this gateway may follow by itself, the last ones of each account, on disk. Used by any thread.</summary>
internal sealed class FallbackRulesStore
{
    private const string File = "fallback-rules.json";
    private readonly DataFolder _folder;
    private readonly GatewayOptions _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, FallbackRules> _accounts = [];

    public FallbackRulesStore(DataFolder folder, IOptions<GatewayOptions> options)
    {
        _folder = folder;
        _options = options.Value;
        foreach (var rules in folder.Read<State>(File)?.Accounts ?? [])
            if (IsForUs(rules))
                _accounts[rules.AccountId] = rules;
    }

    /// <summary>Takes what an account's rules are now. False when it is not for this gateway, or not new.</summary>
    public bool Take(FallbackRules rules)
    {
        if (!IsForUs(rules))
            return false;
        lock (_lock)
        {
            if (_accounts.TryGetValue(rules.AccountId, out var known) && known.Version >= rules.Version)
                return false;
            if (rules.Rules.Count + rules.NotKept.Count == 0)
                _accounts.Remove(rules.AccountId);
            else
                _accounts[rules.AccountId] = rules;
            _folder.Write(File, new State([.. _accounts.Values]));
            return true;
        }
    }

    /// <summary>The rules to follow; null, with what is missing, when none can be told to be the feed's.</summary>
    public (FallbackRules? Rules, string? Missing) Chosen()
    {
        lock (_lock)
        {
            if (_options.Fallback.AccountId is { } account)
                return _accounts.TryGetValue(account, out var rules)
                    ? (rules, null)
                    : (null, $"no rules of account {account} have come yet");
            return _accounts.Count switch
            {
                0 => (null, "no rules have come yet"),
                1 => (_accounts.Values.Single(), null),
                _ => (
                    null,
                    $"rules of {_accounts.Count} accounts are here: name in {GatewayOptions.Section}:{nameof(GatewayOptions.Fallback)}:{nameof(FallbackOptions.AccountId)} whose gifts the feed tells of"
                ),
            };
        }
    }

    private bool IsForUs(FallbackRules rules) =>
        rules.WorkspaceId == _options.WorkspaceId && rules.GatewayId == _options.Id;

    private sealed record State(IReadOnlyList<FallbackRules> Accounts);
}
