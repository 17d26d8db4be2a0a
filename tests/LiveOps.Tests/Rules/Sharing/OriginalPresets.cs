using System.Text;
using System.Text.Json.Nodes;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Sharing;

namespace LiveOps.Tests.Rules.Sharing;

/// <summary>A file with all four original forms, and how it is read and written.</summary>
internal static class OriginalPresets
{
    public const string File = """
        {
          "gifts": {
            "rose": {"value": 1, "action": "led_blink", "duration": 1000, "device": "led_strip_1"},
            "love": {"value": 5, "action": "selenoid_push", "duration": 2000, "device": "selenoid_1"},
            "lion": {"value": 500, "action": "combo_action", "devices": ["selenoid_1", "selenoid_2", "motor_1"], "sequence": "parallel"}
          },
          "keywords": {
            "666": {"match_type": "exact", "action": "special_trigger", "device": "selenoid_1", "duration": 3000, "cooldown": 60, "priority": 3},
            "777": {"match_type": "exact", "action": "lucky_trigger", "devices": ["led_strip_1", "motor_1"], "duration": 5000, "cooldown": 90, "priority": 3},
            "tembak": {"match_type": "contains", "action": "selenoid_push", "device": "selenoid_1", "duration": 1500, "cooldown": 30, "priority": 1},
            "ledak": {"match_type": "contains", "action": "combo_explosion", "devices": ["selenoid_1", "selenoid_2", "led_strip_1"], "duration": 3000, "cooldown": 60, "priority": 2},
            "putar": {"match_type": "contains", "action": "motor_rotate", "device": "motor_1", "duration": 5000, "params": {"degrees": 360}, "cooldown": 45, "priority": 1}
          },
          "like_thresholds": {
            "milestone_100": {"threshold": 100, "action": "celebration_small", "devices": ["led_strip_1"], "duration": 3000, "auto_increment": 100},
            "milestone_500": {"threshold": 500, "action": "celebration_medium", "devices": ["selenoid_1", "led_strip_1"], "duration": 5000, "auto_increment": 500},
            "milestone_1000": {"threshold": 1000, "action": "celebration_big", "devices": ["selenoid_1", "selenoid_2", "motor_1", "led_strip_1"], "duration": 10000}
          },
          "automation_scripts": [
            {"id": 1, "name": "Comment 666 Special", "trigger": {"type": "comment", "condition": "equals", "value": "666"},
             "actions": [
               {"type": "device_action", "device": "selenoid_1", "action": "push", "duration": 3000, "delay": 0},
               {"type": "device_action", "device": "led_strip_1", "action": "flash_red", "duration": 3000, "delay": 500},
               {"type": "sound_effect", "file": "devil_sound.mp3", "delay": 1000}],
             "cooldown": 60, "is_active": true},
            {"id": 2, "name": "Rose Gift Chain", "trigger": {"type": "gift", "condition": "equals", "value": "rose"},
             "actions": [{"type": "device_action", "device": "led_strip_1", "action": "blink_pink", "duration": 1000}],
             "chain_condition": {"type": "gift_count", "operator": ">=", "value": 5, "timeframe": 30,
               "chain_actions": [
                 {"type": "device_action", "device": "selenoid_1", "action": "push", "duration": 2000},
                 {"type": "message", "text": "5 roses in 30 seconds! Trigger activated!", "delay": 100}]},
             "is_active": false},
            {"id": 3, "name": "Like Milestone", "trigger": {"type": "like_milestone", "condition": "multiple_of", "value": 100},
             "actions": [{"type": "conditional", "if": {"condition": "like_count_greater_than", "value": 500},
               "then": [{"type": "device_action", "device": "motor_1", "action": "rotate", "duration": 5000, "params": "360"}],
               "else": [{"type": "device_action", "device": "led_strip_1", "action": "celebration", "duration": 2000}]}],
             "made_by": "someone"}
          ]
        }
        """;

    public static ReadFile Read(string file) => SharingEndpoints.Read(Encoding.UTF8.GetBytes(file));

    /// <summary>The rules of a file as they are stored, in its order.</summary>
    public static RuleView[] Rules(string file)
    {
        var read = Read(file);
        read.Faults.ShouldBeEmpty();
        return [.. read.Drafts.Select((draft, n) => Rule(draft, n))];
    }

    public static JsonObject Export(params RuleView[] rules) => OriginalExport.Write(rules);

    public static void ShouldSay(this JsonNode? written, string json) =>
        JsonNode.DeepEquals(written, JsonNode.Parse(json)).ShouldBeTrue($"written: {written}\nexpected: {json}");

    private static RuleView Rule(RuleDraft draft, int n) =>
        new()
        {
            Id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(n + 1)),
            AccountId = RuleMaking.Account,
            Name = draft.Name,
            Enabled = draft.Enabled ?? true,
            Version = 1,
            Trigger = draft.Definition.Trigger,
            Conditions = draft.Definition.Conditions,
            Policy = draft.Definition.Policy,
            Action = draft.Definition.Action,
            Imported = draft.Definition.Imported,
            UpdatedAt = RuleMaking.Noon,
            UpdatedBy = "Ada",
        };
}
