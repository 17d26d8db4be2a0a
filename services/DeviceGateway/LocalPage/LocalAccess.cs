namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>
/// What an endpoint of the gateway asks of its caller; put on the endpoint as metadata. One without it gets
/// <see cref="Change"/>. A person at the gateway's own PC needs no sign-in for any of them.
/// </summary>
internal enum LocalAccess
{
    /// <summary>The PC itself, or a manager of the workspace; a change must come in a way that no foreign page can use.</summary>
    Change,

    /// <summary>The PC itself, or any member of the workspace.</summary>
    Look,

    /// <summary>
    /// As <see cref="Look"/>, for a POST. It takes a bare request: a button box or a script that forgets a header must
    /// still be able to stop.
    /// </summary>
    Stop,

    /// <summary>The PC itself and nobody else.</summary>
    ThisPc,
}
