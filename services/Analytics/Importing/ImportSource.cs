using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LiveOps.Hosting;

namespace LiveOps.Analytics.Importing;

/// <summary>
/// The database that a file is a copy of. All ids of what is imported follow from it and from the rows' own ids, so the
/// same rows lead to the same ids, from whichever copy.
/// </summary>
/// <param name="WorkspaceId">Whose import it is: nothing is shared between workspaces.</param>
/// <param name="Id">Follows from the workspace and what does not change in the database.</param>
internal sealed record ImportSource(Guid WorkspaceId, Guid Id)
{
    /// <param name="workspaceId">Whose import.</param>
    /// <param name="marks">What stays the same in every copy: the kind and its first row.</param>
    public static ImportSource Of(Guid workspaceId, params ReadOnlySpan<string?> marks)
    {
        var text = new StringBuilder(workspaceId.ToString());
        foreach (var mark in marks)
            text.Append('\0').Append(mark);
        return new(workspaceId, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16)));
    }

    /// <summary>Of a row; <paramref name="table"/> is ASCII, 32 characters at most.</summary>
    public Guid RowId(string table, long row) =>
        DerivedId.Child(DerivedId.Child(Id, table, (int)(row >> 32)), table, (int)row);

    /// <summary>Of the event that a row is.</summary>
    public long MessageId(string table, long row) => DerivedId.MessageId(RowId(table, row));

    /// <summary>Rooms of TikTok are positive; these are not, so none is ever taken for the other.</summary>
    public long RoomId(string table, long row) => Negative(RowId(table, row));

    /// <summary>Of a person of whom the file has a name only: the same in every file of this workspace.</summary>
    public long UserId(string name) => Negative(Named("user", name));

    /// <summary>Of a gift of whom the file has a name only. Of this workspace, so that nobody names others' gifts.</summary>
    public long GiftId(string name) => Negative(Named("gift", name));

    /// <summary>Of an account that this workspace does not have.</summary>
    public Guid AccountId(string name) => Named("account", name);

    private Guid Named(string use, string name) => Of(WorkspaceId, use, name).Id;

    private static long Negative(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) | long.MinValue;
    }
}
