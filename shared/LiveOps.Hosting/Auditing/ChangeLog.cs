using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Hosting.Outbox;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace LiveOps.Hosting.Auditing;

/// <summary>Who changes something: a member, or what acts by itself.</summary>
/// <param name="Name">As people know them.</param>
/// <param name="Id">The member's id; null where no member does it.</param>
public sealed record Author(string Name, Guid? Id)
{
    /// <summary>What is there because the installation's configuration says so.</summary>
    public static Author Installation { get; } = new("installation", null);

    /// <summary>Who asks, as the token says.</summary>
    public static Author Of(ClaimsPrincipal user) =>
        new(user.MemberName(), Guid.TryParse(user.FindFirstValue("sub"), out var id) ? id : null);
}

/// <summary>What has been changed, for one line of the audit log.</summary>
/// <param name="Action">In words and lower case.</param>
/// <param name="Thing">Its kind.</param>
/// <param name="Id">Which one.</param>
/// <param name="Name">What people call it.</param>
public sealed record Change(string Action, string Thing, string Id, string? Name)
{
    /// <summary>What has changed, as it was; null where there was nothing.</summary>
    public object? Before { get; init; }

    /// <summary>What has changed, as it is now; null where nothing is left.</summary>
    public object? After { get; init; }
}

/// <summary>Tells the Console's audit log what people change here, in the transaction of the change: both or neither.</summary>
/// <remarks>The service goes by its schema: both have the same name.</remarks>
public sealed class ChangeLog(
    NpgsqlDataSource database,
    PostgresOutbox outbox,
    IHttpContextAccessor request,
    TimeProvider clock
)
{
    /// <summary>How what was and what is are written: for people, so choices by their names.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Adds a line to the transaction that makes the change.</summary>
    public Task AddAsync(
        NpgsqlTransaction transaction,
        Guid workspace,
        Author by,
        Change change,
        CancellationToken cancellation
    )
    {
        var at = clock.GetUtcNow();
        var id = Guid.CreateVersion7(at);
        var from = request.HttpContext is { } http ? Origin.Of(http) : null;
        return outbox.AddAsync(
            transaction,
            new RecordChange
            {
                ChangeId = id,
                WorkspaceId = workspace,
                At = at,
                Service = outbox.Schema,
                Actor = by.Name,
                ActorId = by.Id,
                Action = change.Action,
                Thing = change.Thing,
                ThingId = change.Id,
                ThingName = change.Name,
                Before = Text(change.Before),
                After = Text(change.After),
                Address = from?.Address,
                Browser = from?.Browser,
            },
            id,
            cancellation
        );
    }

    /// <summary>For what is not a row here: a word to what runs. Written before it is sent, so that none goes untold.</summary>
    public async Task AddAsync(Guid workspace, Author by, Change change, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await AddAsync(transaction, workspace, by, change, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static string? Text(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Json);
}
