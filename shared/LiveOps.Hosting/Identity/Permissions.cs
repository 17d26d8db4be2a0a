namespace LiveOps.Hosting.Identity;

/// <summary>One thing that a member or an API key may be allowed to do.</summary>
/// <param name="Name">What endpoints, API keys and pages call it: room and deed, for example <c>rules.edit</c>.</param>
/// <param name="Words">What it allows, for people.</param>
/// <param name="Roles">The roles that have it, mightiest first.</param>
public sealed record Permission(string Name, string Words, IReadOnlyList<string> Roles)
{
    /// <summary>True for one that only looks: nothing that changes data may ask for it.</summary>
    public bool OnlyReads => Name.EndsWith(".read", StringComparison.Ordinal);

    /// <summary>
    /// True for one that reaches across workspaces: of the roles' members only those have it who run the installation,
    /// and no API key has.
    /// </summary>
    public bool OperatorOnly { get; init; }
}

/// <summary>
/// The one table of who may do what. An endpoint asks for exactly one of these with
/// <see cref="PermissionEndpoints.RequirePermission"/>; a mightier role has all that a lesser one has.
/// </summary>
public static class Permissions
{
    public const string AccountsRead = "accounts.read";
    public const string AccountsEdit = "accounts.edit";
    public const string LiveRead = "live.read";
    public const string DevicesRead = "devices.read";
    public const string DevicesStop = "devices.stop";
    public const string DevicesFire = "devices.fire";
    public const string DevicesReset = "devices.reset";
    public const string DevicesEdit = "devices.edit";
    public const string GatewaysRead = "gateways.read";
    public const string GatewaysEdit = "gateways.edit";
    public const string RulesRead = "rules.read";
    public const string RulesRun = "rules.run";
    public const string RulesEdit = "rules.edit";
    public const string WebhooksRead = "webhooks.read";
    public const string WebhooksEdit = "webhooks.edit";
    public const string SessionsRead = "sessions.read";
    public const string SessionsExport = "sessions.export";
    public const string SessionsImport = "sessions.import";
    public const string ViewersRead = "viewers.read";
    public const string ViewersEdit = "viewers.edit";
    public const string ViewersErase = "viewers.erase";
    public const string ViewersExport = "viewers.export";
    public const string RetentionRead = "retention.read";
    public const string RetentionEdit = "retention.edit";
    public const string SystemRead = "system.read";
    public const string SystemFigures = "system.figures";
    public const string InstallationRead = "installation.read";
    public const string InstallationEdit = "installation.edit";
    public const string RehearsalPlay = "rehearsal.play";
    public const string SignInOwn = "sign-in.own";
    public const string SettingsRead = "settings.read";
    public const string SettingsEdit = "settings.edit";
    public const string TeamRead = "team.read";
    public const string TeamInvite = "team.invite";
    public const string TeamEdit = "team.edit";
    public const string AlertsRead = "alerts.read";
    public const string AlertsEdit = "alerts.edit";
    public const string OverlaysRead = "overlays.read";
    public const string OverlaysEdit = "overlays.edit";
    public const string AuditRead = "audit.read";
    public const string KeysEdit = "keys.edit";

    private static readonly string[] _everyone = [Roles.Admin, Roles.Manager, Roles.Sender];
    private static readonly string[] _managers = [Roles.Admin, Roles.Manager];
    private static readonly string[] _admins = [Roles.Admin];

    /// <summary>All of them, by room.</summary>
    public static readonly IReadOnlyList<Permission> All =
    [
        new(AccountsRead, "See the accounts and how each is connected", _everyone),
        new(AccountsEdit, "Add, change, start, stop, record and remove accounts", _managers),
        new(LiveRead, "Watch what happens now", _everyone),
        new(DevicesRead, "See gateways, boards and devices", _everyone),
        // Whoever sees that something goes wrong has to be able to end it.
        new(DevicesStop, "Press the emergency stop, and stop what rules have begun", _everyone),
        new(DevicesFire, "Move devices by hand: tests, and the buttons of rules", _managers),
        new(DevicesReset, "Reset the emergency stop", _managers),
        new(DevicesEdit, "Change what hangs on a board, its firmware and time-outs", _managers),
        new(GatewaysRead, "See which PCs are enrolled, and their logs", _managers),
        new(GatewaysEdit, "Enrol PCs with boards, and revoke them", _managers),
        new(RulesRead, "See rules, what they decided and what runs; try rules without moving anything", _everyone),
        new(RulesRun, "Pause and resume scripts, and set variables", _managers),
        new(RulesEdit, "Make, change, import and delete rules, and bind accounts to boards", _managers),
        new(WebhooksRead, "See the calls to addresses of yours", _everyone),
        new(WebhooksEdit, "Repeat and test calls, change their secret, and make addresses that fire rules", _managers),
        new(SessionsRead, "Review LIVEs and statistics", _everyone),
        new(SessionsExport, "Export LIVEs, gifts, comments and actions", _managers),
        new(SessionsImport, "Bring in the database of an earlier program", _admins),
        new(ViewersRead, "See the profiles of viewers", _everyone),
        new(ViewersEdit, "Change, tag, block and merge viewers, and set VIP tiers", _managers),
        new(ViewersErase, "Erase viewers", _managers),
        new(ViewersExport, "Export viewers, and all that is kept of one", _managers),
        new(RetentionRead, "See how long personal data is kept", _everyone),
        new(RetentionEdit, "Set how long personal data is kept", _admins),
        new(SystemRead, "See whether the services are well", _everyone),
        new(SystemFigures, "See sizes and times of the database", _admins),
        new(InstallationRead, "See queues, failed messages, figures and logs of the whole installation", _admins)
        {
            OperatorOnly = true,
        },
        new(InstallationEdit, "Send failed messages again or discard them, and set what services write down", _admins)
        {
            OperatorOnly = true,
        },
        new(RehearsalPlay, "Practise in the rehearsal room", _everyone),
        new(SignInOwn, "Read and change one's own sign-in", _everyone),
        new(SettingsRead, "See the workspace's settings", _everyone),
        new(SettingsEdit, "Change the workspace's settings", _admins),
        new(TeamRead, "See the members of the workspace", _managers),
        new(TeamInvite, "Invite members: a manager only senders", _managers),
        new(TeamEdit, "Change and remove members, and make and rename workspaces", _admins),
        new(AlertsRead, "See what is wrong now and what was, and the rules of alerts", _everyone),
        new(AlertsEdit, "Set which alerts there are, and who is told of them", _admins),
        new(OverlaysRead, "See the overlays for OBS, and hear their sounds", _everyone),
        new(OverlaysEdit, "Make, change, try and delete overlays and sounds, and copy their links", _managers),
        new(AuditRead, "Read who did what", _admins),
        new(KeysEdit, "Make and revoke API keys", _admins),
    ];

    private static readonly Dictionary<string, Permission> _byName = All.ToDictionary(
        permission => permission.Name,
        StringComparer.Ordinal
    );

    /// <summary>The permission of that name; null where there is none.</summary>
    public static Permission? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Whether a role has a permission. An unknown role or permission: no. For those that are
    /// <see cref="Permission.OperatorOnly"/> the role alone is not enough.
    /// </summary>
    public static bool Has(string role, string permission) => Find(permission)?.Roles.Contains(role) == true;
}
