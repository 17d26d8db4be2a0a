using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LiveOps.Rehearsal.Control;

/// <summary>Says in the API's document how a <see cref="ViewerRequest"/> looks: its own reader hides that.</summary>
internal static class DescribedViewer
{
    public static Task AddAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.JsonTypeInfo.Type != typeof(ViewerRequest))
            return Task.CompletedTask;
        schema.Description = "Who does something: a handle as a text, or an object.";
        schema.AnyOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String, Description = "The @handle." },
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["id"] = Text("TikTok's user id; made from the handle when left out."),
                    ["handle"] = Text("The @handle."),
                    ["nickname"] = Text("The name shown; the handle when left out."),
                },
            },
        ];
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text(string words) => new() { Type = JsonSchemaType.String, Description = words };
}
