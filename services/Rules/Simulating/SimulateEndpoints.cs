using System.Security.Claims;
using System.Text.Json;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Simulating;

/// <summary>What would happen: rules on made-up or recorded events, without touching a device.</summary>
internal static class SimulateEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/scenarios", List).WithSummary("Made-up stretches of a LIVE that rules can be tried on");
        api.MapPost("/simulate", Simulate)
            .WithSummary("What would happen: drafts, or the rules of an account, on events, a scenario or a past LIVE");
    }

    private static Ok<IReadOnlyList<ScenarioView>> List() =>
        TypedResults.Ok<IReadOnlyList<ScenarioView>>([
            .. Scenarios.All.Values.Select(scenario => new ScenarioView(scenario.Name, scenario.Description)),
        ]);

    private static async Task<Results<Ok<SimulationResult>, ValidationProblem, NotFound, ProblemHttpResult>> Simulate(
        SimulationForm form,
        HttpRequest request,
        ClaimsPrincipal user,
        RuleStore rules,
        SettingsStore settings,
        RecordedSession sessions,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var faults = new RuleFaults();
        form.Validate(faults);
        if (faults.Any)
            return RuleAnswer.Faults(faults.ToDictionary(), "This cannot be simulated");
        IReadOnlyList<Rule> tried =
            form.Rules is { } drafts && form.InPlaceOf is null
                ? [.. drafts.Select((draft, n) => draft.ToRule(n))]
                : form.Among(await rules.ListAsync(user.WorkspaceId(), form.AccountId, cancellation));
        var of = form.AccountId is { } account
            ? await settings.FindAsync(user.WorkspaceId(), account, cancellation)
            : AccountSettings.Default;
        IReadOnlyList<Happening>? happenings;
        try
        {
            happenings = form.LiveSessionId is { } session
                ? await sessions.ReadAsync(session, request, cancellation)
                : MadeUp(form, clock.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            return TypedResults.Problem(
                $"The recorded LIVE cannot be read: {error.Message} Try a scenario, or try again when Analytics is there.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Analytics does not answer"
            );
        }
        if (happenings is null)
            return TypedResults.NotFound();
        return happenings.Count == 0
            ? RuleAnswer.Fault("liveSessionId", "has no events.")
            : TypedResults.Ok(Simulation.Run(tried, of, happenings));
    }

    private static IReadOnlyList<Happening> MadeUp(SimulationForm form, DateTimeOffset now)
    {
        var events = form.Scenario is { } name ? Scenarios.All[name].Events() : form.Events!;
        var start = form.StartAt ?? now;
        return [.. events.OrderBy(one => one.AtMs).Select((one, n) => one.ToHappening(n + 1, start))];
    }
}

/// <summary>A scenario as people choose it.</summary>
internal sealed record ScenarioView(string Name, string Description);

/// <summary>What is to be tried on what.</summary>
internal sealed record SimulationForm
{
    public const int MaxEvents = 10_000;

    /// <summary>Whose settings, and whose rules where no drafts are given.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>Drafts; null: the account's rules as they are.</summary>
    public IReadOnlyList<RuleForm>? Rules { get; init; }

    /// <summary>
    /// The one draft stands in for this rule of the account, and the account's other rules are tried along: those that
    /// it fires or stops. Null: drafts stand alone.
    /// </summary>
    public Guid? InPlaceOf { get; init; }

    /// <summary>Events; or a scenario; or a past LIVE. One of the three.</summary>
    public IReadOnlyList<SimulatedEvent>? Events { get; init; }
    public string? Scenario { get; init; }
    public Guid? LiveSessionId { get; init; }

    /// <summary>When the made-up events begin; null: now. Matters to times of day.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The account's rules, with the draft in its place.</summary>
    public IReadOnlyList<Rule> Among(IReadOnlyList<RuleView> known) =>
        InPlaceOf is { } id && Rules is [var draft]
            ? [.. known.Where(rule => rule.Id != id).Select(rule => rule.ToRule()), draft.ToRule(0) with { Id = id }]
            : [.. known.Select(rule => rule.ToRule())];

    public void Validate(RuleFaults faults)
    {
        if (Rules is null && AccountId is null)
            faults.Add("rules", "or accountId must be given: drafts, or an account whose rules are tried.");
        if (InPlaceOf is not null && Rules?.Count != 1)
            faults.Add("inPlaceOf", "needs one draft in rules: the one that stands in for it.");
        if (Rules?.Count > 1_000)
            faults.Add("rules", "must be at most 1,000.");
        for (var n = 0; n < Rules?.Count; n++)
            if (Rules[n] is null)
                faults.Add($"rules[{n}]", "is empty.");
            else
                Rules[n].Definition().Validate(faults.At($"rules[{n}]"));
        if (new[] { Events is not null, Scenario is not null, LiveSessionId is not null }.Count(given => given) != 1)
            faults.Add("events", "scenario or liveSessionId must be given, one of the three.");
        if (Events is not null && Events.Count is 0 or > MaxEvents)
            faults.Add("events", "must be 1 to 10,000.");
        for (var n = 0; n < Events?.Count && n < MaxEvents; n++)
            if (Events[n] is null)
                faults.Add($"events[{n}]", "is empty.");
            else
                Events[n].Validate(faults.At($"events[{n}]"));
        if (Scenario is not null && !Scenarios.All.ContainsKey(Scenario))
            faults.Add("scenario", $"must be one of {string.Join(", ", Scenarios.All.Keys)}.");
    }
}
