using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>What a webhook call says. Ids of TikTok are texts: JavaScript's numbers lose their digits.</summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(in Situation situation, StepId step, string? text)
    {
        var happened = situation.Happening.Event;
        return JsonSerializer.Serialize(
            new
            {
                id = step.Id,
                rule = new { id = situation.Rule.Id, name = situation.Rule.Name },
                roomId = situation.RoomId.ToString(CultureInfo.InvariantCulture),
                kind = happened.Kind.ToString(),
                at = situation.Now,
                viewer = happened.Viewer is { } viewer
                    ? new
                    {
                        id = viewer.UserId.ToString(CultureInfo.InvariantCulture),
                        handle = viewer.Handle,
                        name = viewer.Nickname,
                    }
                    : null,
                gift = happened.Gift is { } gift
                    ? new
                    {
                        id = gift.GiftId.ToString(CultureInfo.InvariantCulture),
                        name = gift.Name,
                        coins = gift.Coins,
                        count = gift.RepeatCount,
                    }
                    : null,
                comment = happened.Text,
                text = text is null ? null : TextTemplate.Fill(text, situation),
            },
            _json
        );
    }
}
