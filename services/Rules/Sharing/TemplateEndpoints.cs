using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.ManagingRules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Sharing;

/// <summary>Templates of common scenarios: every member reads, managers make rules of them.</summary>
internal static class TemplateEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var templates = api.MapGroup("/templates");
        templates.MapGet("/", List).WithSummary("The templates, with what each does and which devices it moves");
        templates
            .MapPost("/{name}", Make)
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary(
                "Makes the rules of a template, off unless enabled=true; rules of the same name stay and are joined by others, or onConflict=replace or skip. Without accountId they are shared by all accounts"
            );
    }

    private static Ok<IReadOnlyList<TemplateView>> List()
    {
        IReadOnlyList<TemplateView> templates =
        [
            .. RuleTemplates.All.Select(template => new TemplateView
            {
                Name = template.Name,
                Title = template.Title,
                Summary = template.Summary,
                Devices = template.Devices(),
                Rules = [.. template.Rules.Select(rule => rule.Name)],
                Content = [.. template.Rules.Select(Content)],
            }),
        ];
        return TypedResults.Ok(templates);
    }

    private static SharedRule Content(RuleDraft rule) =>
        new()
        {
            Id = rule.LocalId,
            Name = rule.Name,
            Trigger = rule.Definition.Trigger,
            Conditions = rule.Definition.Conditions,
            Policy = rule.Definition.Policy,
            Action = rule.Definition.Action,
        };

    private static async Task<Results<Ok<ImportReport>, ValidationProblem, NotFound>> Make(
        string name,
        Guid? accountId,
        bool? enabled,
        string? onConflict,
        ClaimsPrincipal user,
        RuleImporter importer,
        CancellationToken cancellation
    )
    {
        if (RuleTemplates.Find(name) is not { } template)
            return TypedResults.NotFound();
        if (accountId == Guid.Empty)
            return RuleAnswer.Fault(
                "accountId",
                "must be an account's id, or left out for rules that all accounts share."
            );
        if (!SharingEndpoints.TryParse(onConflict ?? nameof(OnConflict.Copy), out var conflict))
            return RuleAnswer.Fault("onConflict", "must be replace, skip or copy.");
        return TypedResults.Ok(
            await importer.ImportAsync(
                user.WorkspaceId(),
                accountId,
                [.. template.Rules.Select(rule => rule with { Enabled = enabled ?? false })],
                conflict,
                OnElsewhere.Take,
                Author.Of(user),
                dryRun: false,
                cancellation
            )
        );
    }
}

/// <summary>A template, as a list shows it.</summary>
internal sealed record TemplateView
{
    public required string Name { get; init; }
    public required string Title { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Devices that its rules move, as the board calls them.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>Names of the rules that it makes.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>The rules themselves, as a file to share holds them.</summary>
    public required IReadOnlyList<SharedRule> Content { get; init; }
}
