using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.Console.Health;

/// <summary><c>/api/installation/failed/{queue}</c>: what failed, send it again, throw it away.</summary>
internal static class FailedEndpoints
{
    /// <summary>Ids that one request may name.</summary>
    public const int MostIds = 1_000;

    /// <summary>Which messages: by id, or all that are there now.</summary>
    public sealed record Choice(IReadOnlyList<string>? Ids, bool All = false);

    public static async Task<IResult> Read(string queue, HttpContext http, [FromServices] FailedMessages failed) =>
        await AnswerAsync(async () =>
            await failed.ReadAsync(queue, http.RequestAborted) is { } page ? Results.Ok(page) : Nothing(queue)
        );

    public static Task<IResult> Resend(
        string queue,
        [FromBody] Choice choice,
        HttpContext http,
        [FromServices] FailedMessages failed,
        [FromServices] NpgsqlDataSource database,
        [FromServices] TimeProvider clock
    ) => MoveAsync(queue, choice, "failed messages sent again", failed.ResendAsync, http, database, clock);

    public static Task<IResult> Discard(
        string queue,
        [FromBody] Choice choice,
        HttpContext http,
        [FromServices] FailedMessages failed,
        [FromServices] NpgsqlDataSource database,
        [FromServices] TimeProvider clock
    ) => MoveAsync(queue, choice, "failed messages discarded", failed.DiscardAsync, http, database, clock);

    private static async Task<IResult> MoveAsync(
        string queue,
        Choice choice,
        string action,
        Func<string, IReadOnlySet<string>?, CancellationToken, Task<FailedMoved?>> move,
        HttpContext http,
        NpgsqlDataSource database,
        TimeProvider clock
    )
    {
        if (FailedMessages.OriginOf(queue) is null)
            return Nothing(queue);
        if (choice.All == choice.Ids is { Count: > 0 } || choice.Ids?.Count > MostIds)
            return Results.Problem(
                $"Name up to {MostIds} messages in ids, or say \"all\": true; not both.",
                statusCode: 400,
                title: "Which messages?"
            );
        // Before it is done: whatever happens then, who asked for it is known.
        await using (var connection = await database.OpenConnectionAsync(http.RequestAborted))
            await connection.AuditAsync(
                Actor
                    .Of(http)
                    .Did(
                        action,
                        clock.GetUtcNow(),
                        ("queue", queue, queue),
                        after: new { messages = choice.All ? ["all"] : choice.Ids }
                    ),
                http.RequestAborted
            );
        var ids = choice.All ? null : choice.Ids!.ToHashSet(StringComparer.Ordinal);
        return await AnswerAsync(async () =>
            // Half of it done and the page closed: the rest is done all the same.
            await move(queue, ids, CancellationToken.None) is { } moved
                ? Results.Ok(moved)
                : Nothing(queue)
        );
    }

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (FailedMessageStuckException stuck)
        {
            return Results.Problem(
                (
                    stuck.Nobody
                        ? "The queue that they failed in is gone, so nobody would take them. Discard them, or start the service that has it and try again."
                        : "The broker did not take one of them. Try again when it is well."
                ) + $" Sent before that: {stuck.Moved}. The others are where they were.",
                statusCode: 409,
                title: "Not all were sent"
            );
        }
        catch (Exception error)
            when (error is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException)
        {
            return Results.Problem(
                "What was not confirmed is where it was. Look whether the broker runs, and try again.",
                statusCode: 503,
                title: "The broker does not answer"
            );
        }
    }

    private static IResult Nothing(string queue) =>
        Results.Problem(
            $"There is no queue of failed messages called '{queue}': GET /api/installation/queues lists them.",
            statusCode: 404,
            title: "No such queue"
        );
}
