using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Analytics;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Tells screens that a person has changed a profile: one piece of news, for every account that it concerns.</summary>
internal sealed class EditNews(ViewerNewsPublisher publisher, TimeProvider clock)
{
    private const string NamesSql = """
        select user_id, handle, nickname from analytics.viewers where workspace_id = $1 and user_id = any($2)
        """;

    /// <summary>Reads the names while the transaction is open.</summary>
    /// <returns>Call it after the commit.</returns>
    public async Task<Action> UpdatedAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IReadOnlyDictionary<long, List<Guid>> accountsOf,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var names = await NamesAsync(transaction, workspaceId, accountsOf.Keys, cancellationToken);
        var told = accountsOf
            .SelectMany(person =>
            {
                var (handle, nickname) = names.GetValueOrDefault(person.Key);
                var item = new ViewerNewsItem
                {
                    NewsId = Guid.CreateVersion7(now),
                    Kind = ViewerNewsKind.Updated,
                    UserId = person.Key,
                    Handle = handle,
                    Nickname = nickname,
                    At = now,
                };
                return person.Value.Select(account => (Account: account, Item: item));
            })
            .ToLookup(news => news.Account, news => news.Item);
        return () =>
        {
            foreach (var account in told)
                publisher.Tell(workspaceId, account.Key, account);
        };
    }

    public static async Task<Dictionary<long, (string? Handle, string? Nickname)>> NamesAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IEnumerable<long> people,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(NamesSql, transaction.Connection, transaction);
        select.Parameters.With(workspaceId).With(people.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var names = new Dictionary<long, (string?, string?)>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            names[reader.GetInt64(0)] = (reader.TextOrNull(1), reader.TextOrNull(2));
        return names;
    }
}
