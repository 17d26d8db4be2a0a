using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Hosting.LocalFeed;
using LiveOps.Ingestion.Connecting;
using LiveOps.Ingestion.FeedSource;
using LiveOps.Ingestion.Leasing;
using Npgsql;

namespace LiveOps.Ingestion.Accounts;

/// <summary>
/// What a caller sends to add or change an account. <c>source</c>: "tiktok", or the address of a local event feed, for
/// example ws://127.0.0.1:21213.
/// </summary>
internal sealed record AccountInput(
    string? Handle,
    string? DisplayName,
    string? TimeZone,
    bool? Enabled,
    string? Source = null
);

/// <summary>An account and the state of its connection.</summary>
internal sealed record AccountView(
    Guid Id,
    string Handle,
    string DisplayName,
    string TimeZone,
    string Source,
    bool Enabled,
    bool Record,
    string? Owner,
    AccountStatus Status
);

/// <summary>The HTTP API under <c>/api/ingestion/accounts</c>. Another workspace's account is not found.</summary>
internal static class AccountEndpoints
{
    public static void MapAccountEndpoints(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/ingestion/accounts")
            .RequirePermission(Permissions.AccountsRead)
            .WithTags("Accounts");
        api.MapGet("", ListAsync).Produces<List<AccountView>>().WithSummary("All accounts of the workspace");
        api.MapGet("/{id:guid}", ShowAsync).Produces<AccountView>().ProducesProblem(404).WithSummary("One account");
        RouteGroupBuilder change = api.MapGroup("").RequirePermission(Permissions.AccountsEdit);
        change
            .MapPost("", AddAsync)
            .Produces<AccountView>(201)
            .ProducesValidationProblem()
            .ProducesProblem(409)
            .WithSummary("Adds an account and watches it");
        change
            .MapPut("/{id:guid}", ChangeAsync)
            .Produces<AccountView>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .ProducesProblem(409)
            .WithSummary("Changes an account");
        change
            .MapDelete("/{id:guid}", RemoveAsync)
            .Produces(204)
            .ProducesProblem(404)
            .WithSummary("Removes an account; its books stay");
        Flag(change, "start", "Watches the account", "account started", account => account with { Enabled = true });
        Flag(
            change,
            "stop",
            "Stops watching the account",
            "account stopped",
            account => account with { Enabled = false }
        );
        Flag(
            change,
            "recording/start",
            "Records raw frames to a file",
            "recording started",
            account => account with { Record = true }
        );
        Flag(
            change,
            "recording/stop",
            "Ends the recording",
            "recording stopped",
            account => account with { Record = false }
        );
    }

    private static void Flag(
        RouteGroupBuilder api,
        string path,
        string summary,
        string action,
        Func<Account, Account> change
    ) =>
        api.MapPost(
                $"/{{id:guid}}/{path}",
                (
                    Guid id,
                    HttpContext http,
                    AccountStore store,
                    AccountSupervisor supervisor,
                    CancellationToken cancellationToken
                ) => ApplyAsync(id, change, action, http, store, supervisor, cancellationToken)
            )
            .Produces<AccountView>()
            .ProducesProblem(404)
            .WithSummary(summary);

    private static async Task<IResult> ListAsync(
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        var found = await store.OfWorkspaceAsync(http.User.WorkspaceId(), null, cancellationToken);
        return Results.Ok(found.Select(one => View(one.Account, one.Owner, one.Status, supervisor)).ToList());
    }

    private static async Task<IResult> ShowAsync(
        Guid id,
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(id, http, store, supervisor, cancellationToken) is { } found
            ? Results.Ok(found.View)
            : NotFound();

    private static async Task<IResult> AddAsync(
        AccountInput input,
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        var account = new Account
        {
            Id = Guid.NewGuid(),
            WorkspaceId = http.User.WorkspaceId(),
            Handle = AccountRules.HandleIn(input.Handle) ?? "",
            DisplayName = input.DisplayName ?? AccountRules.HandleIn(input.Handle) ?? "",
            TimeZone = input.TimeZone ?? "UTC",
            Enabled = input.Enabled ?? true,
            Record = false,
            Feed = FeedOf(input.Source),
        };
        if (Errors(account) is { Count: > 0 } errors)
        {
            return Results.ValidationProblem(errors, title: "The account cannot be added like that");
        }
        if (!await store.AddAsync(account, Author.Of(http.User), cancellationToken))
        {
            return Taken(account.Handle);
        }
        supervisor.Wake();
        return Results.Created($"/api/ingestion/accounts/{account.Id}", View(account, null, null, supervisor));
    }

    private static async Task<IResult> ChangeAsync(
        Guid id,
        AccountInput input,
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, http, store, supervisor, cancellationToken) is not { } found)
        {
            return NotFound();
        }
        if (Errors(With(found.Account)) is { Count: > 0 } errors)
        {
            return Results.ValidationProblem(errors, title: "The account cannot be changed like that");
        }
        try
        {
            return await ApplyAsync(id, With, "account changed", http, store, supervisor, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Taken(With(found.Account).Handle);
        }

        Account With(Account account) =>
            account with
            {
                Handle = AccountRules.HandleIn(input.Handle) ?? account.Handle,
                DisplayName = input.DisplayName ?? account.DisplayName,
                TimeZone = input.TimeZone ?? account.TimeZone,
                Enabled = input.Enabled ?? account.Enabled,
                Feed = input.Source is null ? account.Feed : FeedOf(input.Source),
            };
    }

    private static async Task<IResult> ApplyAsync(
        Guid id,
        Func<Account, Account> change,
        string action,
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        var by = Author.Of(http.User);
        if (!await store.ChangeAsync(http.User.WorkspaceId(), id, change, action, by, cancellationToken))
        {
            return NotFound();
        }
        supervisor.Wake();
        return await ShowAsync(id, http, store, supervisor, cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(
        Guid id,
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        var by = Author.Of(http.User);
        bool removed = await store.RemoveAsync(http.User.WorkspaceId(), id, by, cancellationToken);
        supervisor.Wake();
        return removed ? Results.NoContent() : NotFound();
    }

    private static Dictionary<string, string[]> Errors(Account account)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Check("handle", AccountRules.HandleError(account.Handle));
        Check("displayName", AccountRules.NameError(account.DisplayName));
        Check("timeZone", AccountRules.TimeZoneError(account.TimeZone));
        Check("source", FeedAddress.Error(account.Feed));
        return errors;

        void Check(string field, string? error)
        {
            if (error is not null)
            {
                errors[field] = [error];
            }
        }
    }

    private static string? FeedOf(string? source) =>
        source is null || source.Equals(Account.TikTok, StringComparison.OrdinalIgnoreCase) ? null : source;

    private static async Task<(Account Account, AccountView View)?> FindAsync(
        Guid id,
        HttpContext http,
        AccountStore store,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        var found = await store.OfWorkspaceAsync(http.User.WorkspaceId(), id, cancellationToken);
        return found.Count == 0
            ? null
            : (found[0].Account, View(found[0].Account, found[0].Owner, found[0].Status, supervisor));
    }

    private static AccountView View(Account account, string? owner, string? saved, AccountSupervisor supervisor)
    {
        AccountStatus? status =
            supervisor.StatusOf(account.Id)
            ?? (saved is null ? null : JsonSerializer.Deserialize<AccountStatus>(saved, AccountStatusJson.Options));
        return new AccountView(
            account.Id,
            account.Handle,
            account.DisplayName,
            account.TimeZone,
            account.Source,
            account.Enabled,
            account.Record,
            owner,
            status ?? Idle(account)
        );
    }

    private static AccountStatus Idle(Account account) =>
        new()
        {
            State = account.Enabled ? AccountConnectionState.Connecting : AccountConnectionState.Stopped,
            Detail = account.Enabled ? "No replica serves the account yet; this takes a few seconds." : null,
            Since = default,
        };

    private static IResult NotFound() =>
        Results.Problem("There is no such account in this workspace.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Taken(string handle) =>
        Results.Problem($"The workspace has @{handle} already.", statusCode: StatusCodes.Status409Conflict);
}
