using System.Text.Json;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Texts that JSON can write and PostgreSQL cannot keep.</summary>
internal static class JsonTexts
{
    /// <summary>Names every text with the sign NUL, or with half a character, by its path.</summary>
    public static void Check(JsonElement element, RuleFaults faults)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (!IsKept(() => property.Name))
                        faults.Add("has a field whose name holds the sign NUL, or half a character.");
                    else
                        Check(property.Value, faults.At(property.Name));
                }
                break;
            case JsonValueKind.Array:
                var n = 0;
                foreach (var item in element.EnumerateArray())
                    Check(item, faults.Item(n++));
                break;
            case JsonValueKind.String when !IsKept(() => element.GetString()!):
                faults.Add("holds the sign NUL, or half a character.");
                break;
        }
    }

    private static bool IsKept(Func<string> text)
    {
        try
        {
            return !text().Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
