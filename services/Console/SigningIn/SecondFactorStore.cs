using System.Buffers.Text;
using System.Security.Cryptography;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Secrets;
using Npgsql;

namespace LiveOps.Console.SigningIn;

/// <param name="IsOn">Sign-in asks for a code.</param>
/// <param name="Since">When it was switched on.</param>
/// <param name="RecoveryCodesLeft">Of <see cref="RecoveryCode.PerMember"/>.</param>
internal sealed record SecondFactorState(bool IsOn, DateTimeOffset? Since, int RecoveryCodesLeft);

/// <summary>Second factors in schema <c>console</c>; secrets are sealed, codes hashed.</summary>
internal sealed class SecondFactorStore(
    NpgsqlDataSource database,
    SecretBox box,
    TimeProvider clock,
    ILogger<SecondFactorStore> log
)
{
    /// <summary>From the password to the code.</summary>
    public static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(5);

    private const string Purpose = "second-factor";

    public async Task<SecondFactorState> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                """
                select confirmed_at, (
                    select count(*) from console.recovery_codes c where c.user_id = f.user_id and c.used_at is null
                )::int
                from console.second_factors f where user_id = $1 and confirmed_at is not null
                """,
                row => new SecondFactorState(true, row.Time(0), row.GetInt32(1)),
                cancellationToken,
                userId
            )
        ).SingleOrDefault() ?? new SecondFactorState(false, null, 0);

    /// <summary>Keeps a secret that does not count yet. False when a confirmed one is there.</summary>
    public async Task<bool> BeginAsync(Guid userId, byte[] secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
                """
                insert into console.second_factors (user_id, secret, made_at) values ($1, $2, $3)
                on conflict (user_id) do update set secret = excluded.secret, made_at = excluded.made_at, last_step = 0
                where second_factors.confirmed_at is null
                """,
                cancellationToken,
                userId,
                box.Seal(Purpose, userId, Convert.ToHexString(secret)),
                clock.GetUtcNow()
            ) > 0;
    }

    /// <summary>Switches it on if the code is right.</summary>
    /// <returns>The recovery codes, told this once; null when the code is wrong or nothing waits for one.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(
        Guid userId,
        string? code,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindStepAsync(connection, userId, code, confirmed: false, cancellationToken) is not { } step)
            return null;
        await connection.ExecuteAsync(
            "update console.second_factors set confirmed_at = $2, last_step = $3 where user_id = $1",
            cancellationToken,
            userId,
            entry.At,
            step
        );
        var codes = await RenewCodesAsync(connection, userId, cancellationToken);
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>Takes a code of the app or a recovery code; each counts once.</summary>
    public async Task<bool> TakeAsync(Member member, string? code, Origin from, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindStepAsync(connection, member.UserId, code, confirmed: true, cancellationToken) is { } step)
            await connection.ExecuteAsync(
                "update console.second_factors set last_step = $2 where user_id = $1",
                cancellationToken,
                member.UserId,
                step
            );
        else if (!await SpendAsync(connection, member, code, from, cancellationToken))
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>New recovery codes; the old ones are void.</summary>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(
        Guid userId,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var codes = await RenewCodesAsync(connection, userId, cancellationToken);
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>Switches it off. False when it was not on.</summary>
    public async Task<bool> RemoveAsync(Guid userId, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await RemoveAsync(connection, userId, cancellationToken))
            return false;
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The same within a transaction of the caller's.</summary>
    public static async Task<bool> RemoveAsync(
        NpgsqlConnection connection,
        Guid userId,
        CancellationToken cancellationToken
    ) =>
        await connection.ExecuteAsync(
            "delete from console.second_factors where user_id = $1 and confirmed_at is not null",
            cancellationToken,
            userId
        ) > 0;

    /// <summary>Lets a member who has typed the right password come back with a code.</summary>
    public async Task<SignIn.CodeWanted> MakeTicketAsync(Member member, CancellationToken cancellationToken)
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expiresAt = clock.GetUtcNow() + TicketLife;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            insert into console.sign_in_tickets (ticket_hash, user_id, security_stamp, expires_at)
            values ($1, $2, $3, $4)
            """,
            cancellationToken,
            HashOf(ticket),
            member.UserId,
            member.SecurityStamp,
            expiresAt
        );
        return new(ticket, expiresAt);
    }

    /// <summary>The name of whose ticket it is; null when it is over, or the password was changed since.</summary>
    public async Task<string?> FindTicketAsync(string? ticket, CancellationToken cancellationToken) =>
        ticket is not { Length: > 0 and < 100 }
            ? null
            : (
                await database.ReadAsync(
                    """
                    select u.name from console.sign_in_tickets t join console.users u using (user_id)
                    where t.ticket_hash = $1 and t.expires_at > $2 and t.security_stamp = u.security_stamp
                    """,
                    row => row.GetString(0),
                    cancellationToken,
                    HashOf(ticket),
                    clock.GetUtcNow()
                )
            ).SingleOrDefault();

    /// <summary>A ticket lets one session begin: false when another has used it.</summary>
    public async Task<bool> UseTicketAsync(string ticket, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
                "delete from console.sign_in_tickets where ticket_hash = $1",
                cancellationToken,
                HashOf(ticket)
            ) > 0;
    }

    /// <summary>The row stays locked until the transaction ends: two who come with one code are served one by one.</summary>
    private async Task<long?> FindStepAsync(
        NpgsqlConnection connection,
        Guid userId,
        string? code,
        bool confirmed,
        CancellationToken cancellationToken
    )
    {
        var digits = code?.Replace(" ", "", StringComparison.Ordinal) ?? "";
        var rows = await connection.ReadAsync(
            """
            select secret, last_step from console.second_factors
            where user_id = $1 and (confirmed_at is not null) = $2 for update
            """,
            row => (Secret: row.GetFieldValue<byte[]>(0), LastStep: row.GetInt64(1)),
            cancellationToken,
            userId,
            confirmed
        );
        if (rows is not [var factor] || digits.Length != Totp.Digits)
            return null;
        try
        {
            var secret = Convert.FromHexString(box.Open(Purpose, userId, factor.Secret));
            return Totp.FindStep(secret, digits, clock.GetUtcNow(), factor.LastStep);
        }
        catch (CryptographicException error)
        {
            // Recovery codes still work.
            log.LogError("The second factor of user {User} cannot be read: {Reason}", userId, error.Message);
            return null;
        }
    }

    private async Task<bool> SpendAsync(
        NpgsqlConnection connection,
        Member member,
        string? code,
        Origin from,
        CancellationToken cancellationToken
    )
    {
        if (code is not { Length: < 100 } || RecoveryCode.HashOf(code) is not { } hash)
            return false;
        var now = clock.GetUtcNow();
        var spent = await connection.ExecuteAsync(
            """
            update console.recovery_codes set used_at = $3
            where user_id = $1 and code_hash = $2 and used_at is null
            """,
            cancellationToken,
            member.UserId,
            hash,
            now
        );
        if (spent == 0)
            return false;
        var actor = new Actor(member.UserId, member.Name, member.Role, member.WorkspaceId, from);
        await connection.AuditAsync(
            actor.Did("recovery code used", now, ("member", member.UserId.ToString(), member.Name)),
            cancellationToken
        );
        return true;
    }

    private static async Task<IReadOnlyList<string>> RenewCodesAsync(
        NpgsqlConnection connection,
        Guid userId,
        CancellationToken cancellationToken
    )
    {
        var codes = Enumerable.Range(0, RecoveryCode.PerMember).Select(_ => RecoveryCode.New()).ToList();
        await connection.ExecuteAsync(
            "delete from console.recovery_codes where user_id = $1",
            cancellationToken,
            userId
        );
        await connection.ExecuteAsync(
            "insert into console.recovery_codes (user_id, code_hash) select $1, unnest($2::bytea[])",
            cancellationToken,
            userId,
            codes.Select(code => RecoveryCode.HashOf(code)!).ToArray()
        );
        return codes;
    }

    private static byte[] HashOf(string ticket) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"ticket {ticket}"));
}
