using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Contracts.Rules;

namespace LiveOps.EventFeed.Writing;

/// <summary>What a rule tells the programs.</summary>
internal static partial class EmittedTexts
{
    /// <summary>Null where the name or the data is not what the contract asks for; <paramref name="fault"/> says which.</summary>
    public static byte[]? Of(FeedEventEmitted emitted, out string? fault)
    {
        fault = null;
        if (!Name().IsMatch(emitted.EventName))
        {
            fault = "its name is not 1 to 40 letters.";
            return null;
        }
        try
        {
            using JsonDocument data = JsonDocument.Parse(emitted.Data);
            if (data.RootElement.ValueKind == JsonValueKind.Object)
            {
                return FeedJson.Text(emitted.EventName, data.RootElement.WriteTo);
            }
        }
        catch (JsonException)
        {
            // Told below.
        }
        fault = "its data is no JSON object.";
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z]{1,40}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
