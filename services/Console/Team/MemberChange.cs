namespace LiveOps.Console.Team;

/// <summary>How a change of a member ended.</summary>
internal enum MemberChange
{
    Done,
    NoSuchMember,

    /// <summary>Nobody could manage the workspace any more.</summary>
    LastAdmin,

    /// <summary>
    /// The user belongs to a workspace too where the caller is no admin: whoever sets the password or takes the second
    /// factor off would get in there.
    /// </summary>
    NotOnlyHere,
}

/// <summary>What refusals of changes say.</summary>
internal static class MemberRefusals
{
    public static IResult Answer(MemberChange change) =>
        change switch
        {
            MemberChange.Done => Results.NoContent(),
            MemberChange.NoSuchMember => NoSuchMember(),
            MemberChange.LastAdmin => Results.Problem(
                "Make somebody else an admin first.",
                statusCode: 409,
                title: "The workspace needs an admin"
            ),
            MemberChange.NotOnlyHere => Results.Problem(
                "This user belongs to another workspace too, in which you are no admin. Somebody who is an admin in all of them can do it; a lost password can also be set anew at the server.",
                statusCode: 409,
                title: "The user is not only yours"
            ),
        };

    public static IResult NoSuchMember() =>
        Results.Problem(
            "The workspace has no such member: load the list anew.",
            statusCode: 404,
            title: "No such member"
        );
}
