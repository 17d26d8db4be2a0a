using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Sharing;

namespace LiveOps.Tests.Rules.Describing;

/// <summary>The console's tests of the rule pages run on the model as it is: on every kind, template and example.</summary>
public sealed class RulePagesTests
{
    [Fact]
    public void The_pages_are_tested_with_the_catalogue_the_templates_and_the_examples_as_they_are()
    {
        var options = new JsonSerializerOptions(RuleJson.Options)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NewLine = "\n",
        };
        var rules = RuleTemplates
            .All.SelectMany(template => template.Rules)
            .Select(rule => (rule.Name, rule.Definition))
            .Concat(ExampleRules.For(Guid.Empty).Select(form => (form.Name, Definition: form.Definition())));
        var model = new JsonObject
        {
            ["catalogue"] = JsonSerializer.SerializeToNode(RuleCatalogue.All, RuleJson.Options),
            ["rules"] = new JsonArray([.. rules.Select(rule => Document(rule.Name, rule.Definition))]),
        }.ToJsonString(options);
        var known = Path.GetFullPath(
            Path.Combine(
                Path.GetDirectoryName(Here())!,
                "../../../../services/Console/web/src/rules/testing/model.json"
            )
        );
        if (File.Exists(known) && File.ReadAllText(known) == model + "\n")
            return;
        var fresh = Path.Combine(Path.GetTempPath(), "liveops-rule-model.json");
        File.WriteAllText(fresh, model + "\n");
        Assert.Fail($"The model of rules has changed: cp {fresh} {known}, then npm run check there.");
    }

    private static JsonObject Document(string name, RuleDefinition definition)
    {
        var document = JsonSerializer.SerializeToNode(definition, RuleJson.Options)!.AsObject();
        document.Insert(0, "name", name);
        document.Insert(1, "enabled", true);
        return document;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
