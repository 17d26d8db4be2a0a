namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>How this gateway stands to an installation.</summary>
internal enum StandingKind
{
    /// <summary>Belongs to nobody: it serves its own PC and waits to be enrolled.</summary>
    NotEnrolled,

    /// <summary>Has been enrolled and uses its own user at the broker.</summary>
    Enrolled,

    /// <summary>Set up by hand, with a broker's address among its settings.</summary>
    Configured,

    /// <summary>Has been enrolled, but the broker refuses it.</summary>
    Revoked,
}

/// <summary>How this gateway stands, for one run of its host.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Enrolled">Null when not enrolled.</param>
/// <param name="Fault">Why an enrolment that is there cannot be used; null when it can.</param>
internal sealed record Standing(StandingKind Kind, Enrolled? Enrolled, string? Fault)
{
    /// <summary>Whether there is a broker to connect to.</summary>
    public bool HasBroker => Kind is StandingKind.Enrolled or StandingKind.Configured;

    /// <summary>What a person at the PC has to know or do; null when all is well.</summary>
    public string? Detail =>
        Kind switch
        {
            StandingKind.NotEnrolled =>
                $"{(Fault is null ? "" : $"{Fault} ")}This PC's gateway belongs to no workspace. Make a code at the Console (docs/gateways.md tells how), then type it on this PC's page, or run: liveops-gateway enroll URL CODE",
            StandingKind.Revoked =>
                $"This gateway was revoked: enrol it again. (The broker refuses {Enrolled?.GatewayId}. A broker that was just set up anew admits it again within a minute.) Make a code at the Console (docs/gateways.md tells how), then type it on this PC's page, or run: liveops-gateway enroll URL CODE",
            _ => null,
        };
}
