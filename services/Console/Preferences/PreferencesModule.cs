using System.Text.Json;
using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace LiveOps.Console.Preferences;

/// <summary><c>/api/preferences</c>: what the caller likes, in whatever browser and workspace.</summary>
internal static class PreferencesModule
{
    public static IServiceCollection AddPreferences(this IServiceCollection services) =>
        services.AddSingleton<PreferencesStore>();

    public static void MapPreferences(this WebApplication app)
    {
        var own = app.MapGroup("/api/preferences").WithTags("Preferences").RequirePermission(Permissions.SignInOwn);
        own.MapGet("", Read)
            .WithName("readPreferences")
            .WithSummary("What one likes: language, colours, how times are written, and so on")
            .Produces<OwnPreferences>();
        own.MapPut("", Put)
            .WithName("setPreferences")
            .WithSummary("Sets all of it anew; what is left out is as the browser has it")
            .Produces<OwnPreferences>()
            .ProducesValidationProblem();
    }

    private static async Task<IResult> Read(HttpContext http, [FromServices] PreferencesStore preferences) =>
        Results.Ok(await preferences.ReadAsync(Actor.Of(http).UserId, http.RequestAborted));

    private static async Task<IResult> Put(
        OwnPreferences request,
        HttpContext http,
        [FromServices] PreferencesStore preferences
    )
    {
        if (request.Faults() is { Count: > 0 } faults)
            return Results.ValidationProblem(faults, title: "The preferences cannot be kept");
        return await preferences.PutAsync(Actor.Of(http), request, http.RequestAborted)
            ? Results.Ok(request)
            : WhoAmI.Gone();
    }
}

/// <summary>Preferences in schema <c>console</c>.</summary>
internal sealed class PreferencesStore(NpgsqlDataSource database, TimeProvider clock)
{
    public async Task<OwnPreferences> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, userId, cancellationToken);
    }

    /// <summary>Keeps them, with the audit row.</summary>
    /// <returns>False when there is no such user.</returns>
    public async Task<bool> PutAsync(Actor actor, OwnPreferences preferences, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var known = await connection.ReadAsync(
            "select user_id from console.users where user_id = $1 for no key update",
            row => row.GetGuid(0),
            cancellationToken,
            actor.UserId
        );
        if (known.Count == 0)
            return false;
        var before = await ReadAsync(connection, actor.UserId, cancellationToken);
        if (before == preferences)
            return true;
        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(
            """
            insert into console.preferences (user_id, preferences, updated_at) values ($1, $2::jsonb, $3)
            on conflict (user_id) do update set preferences = excluded.preferences, updated_at = excluded.updated_at
            """,
            cancellationToken,
            actor.UserId,
            JsonSerializer.Serialize(preferences, JsonSerializerOptions.Web),
            now
        );
        await connection.AuditAsync(
            actor.Did("preferences changed", now, ("member", actor.UserId.ToString(), actor.Name), before, preferences),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<OwnPreferences> ReadAsync(
        NpgsqlConnection connection,
        Guid userId,
        CancellationToken cancellationToken
    ) =>
        await connection.ReadAsync(
            "select preferences::text from console.preferences where user_id = $1",
            row => JsonSerializer.Deserialize<OwnPreferences>(row.GetString(0), JsonSerializerOptions.Web)!,
            cancellationToken,
            userId
        )
            is [var kept]
            ? kept
            : new OwnPreferences();
}
