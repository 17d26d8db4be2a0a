using System.Globalization;
using System.Security.Claims;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Signalling;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Rules.ManagingRules;

/// <summary>An account's variables: every member reads, managers set. Setting goes the way of all decisions, in one line with them.</summary>
internal static class VariableEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var variables = api.MapGroup("/variables");
        variables.MapGet("/{accountId:guid}", List).WithSummary("Variables of an account, at most 1,000, by name");
        variables
            .MapPut("/{accountId:guid}/{name}", Put)
            .RequirePermission(Permissions.RulesRun)
            .WithSummary("Sets a variable of the account, or of one viewer; an empty value takes it away");
    }

    private static async Task<Ok<IReadOnlyList<VariableView>>> List(
        Guid accountId,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await using var select = database.CreateCommand(
            """
            select key, value, text from rules.state_entries
            where workspace_id = $1 and account_id = $2 and key like 'var/%' and expires_at > $3 order by key limit 1000
            """
        );
        select.Parameters.Add(new() { Value = user.WorkspaceId() });
        select.Parameters.Add(new() { Value = accountId });
        select.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var variables = new List<VariableView>();
        while (await reader.ReadAsync(cancellation))
        {
            // var/account/name, var/session/name/room, var/viewer/name/user
            var parts = reader.GetString(0).Split('/');
            var value = await reader.IsDBNullAsync(2, cancellation)
                ? reader.GetInt64(1).ToString(CultureInfo.InvariantCulture)
                : reader.GetString(2);
            variables.Add(
                new VariableView(
                    parts[2],
                    Enum.Parse<VariableScope>(parts[1], ignoreCase: true),
                    parts.Length > 3 ? parts[3] : null,
                    value
                )
            );
        }
        return TypedResults.Ok<IReadOnlyList<VariableView>>(variables);
    }

    private static async Task<Results<Accepted<SignalView>, ValidationProblem>> Put(
        Guid accountId,
        string name,
        VariableForm form,
        ClaimsPrincipal user,
        SignalSender signals,
        ChangeLog changes,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (!SetVariableAction.VariableName().IsMatch(name))
            return RuleAnswer.Fault("name", "must be a letter, then up to 39 letters, digits or _.");
        if (form.Value?.Length > 500)
            return RuleAnswer.Fault("value", "must be at most 500 characters.");
        var number = long.TryParse(form.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? n
            : (long?)null;
        var signal = new AccountSignal
        {
            SignalId = Guid.CreateVersion7(),
            WorkspaceId = user.WorkspaceId(),
            AccountId = accountId,
            Kind = AccountSignalKind.SetVariable,
            At = clock.GetUtcNow(),
            Key = form.ViewerId is { } viewer
                ? string.Create(CultureInfo.InvariantCulture, $"{MemoryKeys.Variable}/viewer/{name}/{viewer}")
                : $"{MemoryKeys.Variable}/account/{name}",
            Number = number,
            Text =
                number is null && !string.IsNullOrEmpty(form.Value)
                    ? form.Value.Replace("\0", "", StringComparison.Ordinal)
                    : null,
        };
        await changes.AddAsync(
            user.WorkspaceId(),
            Author.Of(user),
            new Change("variable set", "variable", signal.Key, name) { After = new { form.Value, accountId } },
            cancellation
        );
        await signals.SendAsync(signal, cancellation);
        return TypedResults.Accepted((string?)null, new SignalView(signal.SignalId));
    }
}

/// <summary>A variable as it is stored.</summary>
/// <param name="Name">As rules call it.</param>
/// <param name="Scope">How far it reaches.</param>
/// <param name="Of">The room or the viewer that it belongs to; null for the account's own.</param>
/// <param name="Value">A number or a text.</param>
internal sealed record VariableView(string Name, VariableScope Scope, string? Of, string Value);

/// <summary>A variable as a person sets it.</summary>
internal sealed record VariableForm
{
    /// <summary>A number or a text of at most 500 characters; empty takes the variable away.</summary>
    public string? Value { get; init; }

    /// <summary>TikTok's user id, for a viewer's variable; null for the account's.</summary>
    public long? ViewerId { get; init; }
}
