namespace LiveOps.Console.SigningIn;

/// <summary>Why a session ended before its time. Kept by name in <c>console.sessions.ended_why</c>.</summary>
internal enum SessionEnd
{
    /// <summary>The member signed out, or went on in another session. Sessions of whose end no reason was kept count as this.</summary>
    SignedOut,

    /// <summary>The member ended it from another session.</summary>
    EndedByMember,

    /// <summary>An admin ended it.</summary>
    EndedByAdmin,

    /// <summary>The member has another role now, which the session's token does not carry.</summary>
    RoleChanged,

    /// <summary>The member was taken out of the workspace.</summary>
    Removed,

    /// <summary>An admin gave the member a one-time password.</summary>
    PasswordReset,

    /// <summary>The member changed the password in another session.</summary>
    PasswordChanged,

    /// <summary>The workspace asks for a second factor now, which the member does not have.</summary>
    SecondFactorRequired,
}

/// <param name="SessionId">The session that is over.</param>
/// <param name="Why">What its member is told.</param>
internal sealed record EndedSession(Guid SessionId, SessionEnd Why);
