using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveOps.Ingestion.Leasing;

/// <summary>How a status lies in the lease, for the other replicas.</summary>
internal static class AccountStatusJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
}
