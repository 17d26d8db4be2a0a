using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Finds people by something that few or many may have.</summary>
internal interface IFindViewers
{
    /// <summary>Everybody of the workspace who has it.</summary>
    Task<long[]> AllAsync(CancellationToken cancellationToken);

    /// <summary>Who of these has it.</summary>
    Task<long[]> AmongAsync(long[] people, CancellationToken cancellationToken);
}

/// <summary>
/// Finds people by a part of any of their names. The text is compared as text, so nothing in it has a meaning of its own.
/// </summary>
internal sealed class ViewerSearch : IFindViewers
{
    /// <summary>Shorter texts are the beginning of a name: a part so short would be in almost every name.</summary>
    private const int ShortestPart = 3;

    private const string ByGramsSql = """
        select user_id from analytics.viewer_search
        where workspace_id = $1 and analytics.search_grams(workspace_id, names) @> analytics.search_grams($1, $2)
            and strpos(names, $2) > 0
        """;

    private const string AmongSql = """
        select user_id from analytics.viewer_search
        where workspace_id = $1 and user_id = any($3) and strpos(names, $2) > 0
        """;

    private readonly NpgsqlConnection _connection;
    private readonly Guid _workspaceId;
    private readonly string _needle;

    private ViewerSearch(NpgsqlConnection connection, Guid workspaceId, string needle)
    {
        _connection = connection;
        _workspaceId = workspaceId;
        _needle = needle;
    }

    /// <summary>Folds the text as the names are folded. Null where nothing is left of it.</summary>
    public static async Task<ViewerSearch?> OfAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        string text,
        CancellationToken cancellationToken
    )
    {
        await using var fold = new NpgsqlCommand("select analytics.search_text($1)", connection);
        fold.Parameters.With(text);
        var folded = (string)(await fold.ExecuteScalarAsync(cancellationToken))!;
        if (folded.Length == 0)
            return null;
        var letters = folded.EnumerateRunes().Count();
        return new ViewerSearch(connection, workspaceId, letters < ShortestPart ? "\n" + folded : folded);
    }

    /// <inheritdoc/>
    public async Task<long[]> AllAsync(CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(ByGramsSql, _connection);
        find.Parameters.With(_workspaceId).With(_needle);
        return await find.ReadIdsAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long[]> AmongAsync(long[] people, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(AmongSql, _connection);
        find.Parameters.With(_workspaceId).With(_needle).With(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return await find.ReadIdsAsync(cancellationToken);
    }
}
