namespace LiveOps.Console.Alerts;

/// <summary>One kind of trouble that a rule can be made of.</summary>
/// <param name="Name">In addresses and messages: lower-case with dashes.</param>
/// <param name="Words">What it tells, for people.</param>
/// <param name="HoldSeconds">How long it has to last before it is told, by default; 0 for what happens at a moment.</param>
/// <param name="Threshold">Where the bound is, for a kind that has one.</param>
/// <param name="OperatorOnly">About the installation: only the workspace that runs it has it.</param>
internal sealed record AlertKind(
    string Name,
    string Words,
    int HoldSeconds,
    AlertThreshold? Threshold = null,
    bool OperatorOnly = false
);

/// <summary>The bound of a kind.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Default">Where it is unless somebody changes it.</param>
/// <param name="Least">The least that it can be set to.</param>
/// <param name="Most">The most.</param>
internal sealed record AlertThreshold(string Unit, double Default, double Least, double Most);

/// <summary>All kinds.</summary>
internal static class AlertKinds
{
    public const string GatewayOffline = "gateway-offline";
    public const string BoardError = "board-error";
    public const string AccountDisconnected = "account-disconnected";
    public const string SignLimit = "sign-limit";
    public const string LiveEnded = "live-ended";
    public const string Disk = "disk";
    public const string Queue = "queue";
    public const string FailedMessages = "failed-messages";
    public const string Service = "service";

    /// <summary>What a test of the channels is kept as; nobody makes a rule of it.</summary>
    public const string Test = "test";

    /// <summary>The longest that a rule may wait, s.</summary>
    public const int MostHold = 3_600;

    public static readonly IReadOnlyList<AlertKind> All =
    [
        new(GatewayOffline, "A PC with boards is not heard any more", 15),
        new(BoardError, "A board does not answer, answers badly or is another one than known", 10),
        new(AccountDisconnected, "The connection to an account's room fails or has gone silent", 30),
        new(SignLimit, "The sign service takes no more requests", 0),
        new(LiveEnded, "A LIVE is over, with its numbers", 0),
        new(
            Disk,
            "Little room on a disk of the installation",
            60,
            new AlertThreshold("percent free", 10, 1, 50),
            OperatorOnly: true
        ),
        new(
            Queue,
            "More messages wait than services take",
            30,
            new AlertThreshold("messages", 1_000, 10, 1_000_000),
            OperatorOnly: true
        ),
        new(
            FailedMessages,
            "Messages failed and wait to be looked at",
            5,
            new AlertThreshold("messages", 1, 1, 100_000),
            OperatorOnly: true
        ),
        new(Service, "A service is away or not ready", 20, OperatorOnly: true),
    ];

    /// <summary>Those that a workspace has.</summary>
    public static IEnumerable<AlertKind> Of(bool runsInstallation) =>
        All.Where(kind => runsInstallation || !kind.OperatorOnly);
}

/// <summary>What a workspace wants of a kind.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Enabled">Whether there are alerts of it.</param>
/// <param name="Threshold">Its bound; null for a kind without one.</param>
/// <param name="HoldSeconds">How long it has to last, 0 to <see cref="AlertKinds.MostHold"/>.</param>
/// <param name="Mail">Whether mail goes out, where addresses are given.</param>
/// <param name="Webhook">Whether the workspace's address is called, where one is given.</param>
internal sealed record AlertRule(
    string Kind,
    bool Enabled,
    double? Threshold,
    int HoldSeconds,
    bool Mail = true,
    bool Webhook = true
)
{
    public static AlertRule Default(AlertKind kind) =>
        // Nobody wants a mail about every LIVE's end unasked.
        new(kind.Name, true, kind.Threshold?.Default, kind.HoldSeconds, Mail: kind.Name != AlertKinds.LiveEnded);
}
