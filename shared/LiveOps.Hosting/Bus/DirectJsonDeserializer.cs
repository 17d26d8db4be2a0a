using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using MassTransit.Serialization;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// Reads MassTransit's JSON envelope without building a document of the message inside it: the message stays bytes
/// until a consumer asks for its type, and is deserialized from them directly. Messages of live events are tens of
/// kilobytes, and most of what a consumer costs is reading them. The wire format is MassTransit's own.
/// </summary>
internal sealed class DirectJsonDeserializer : IMessageDeserializer, ISerializerFactory
{
    private static readonly SystemTextJsonMessageSerializer _standard = SystemTextJsonMessageSerializer.Instance;

    private readonly Lazy<JsonSerializerOptions> _envelopes = new(() =>
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(LeaveTheMessage);
        return new JsonSerializerOptions(SystemTextJsonMessageSerializer.Options) { TypeInfoResolver = resolver };
    });

    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => _standard;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => _standard.Probe(context);

    public MessageBody GetMessageBody(string text) => _standard.GetMessageBody(text);

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(
            receiveContext,
            Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress)
        );

    /// <exception cref="SerializationException">The body is no envelope: the message goes to the error queue.</exception>
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        var bytes = body.GetBytes();
        JsonMessageEnvelope? envelope;
        try
        {
            envelope = JsonSerializer.Deserialize<JsonMessageEnvelope>(bytes, _envelopes.Value);
        }
        catch (JsonException notJson)
        {
            throw new SerializationException("The message is no JSON envelope.", notJson);
        }
        if (envelope?.Message is not Range message)
            throw new SerializationException("The envelope holds no message.");
        return new Context(
            bytes.AsMemory(message),
            envelope,
            () => _standard.Deserialize(body, headers, destinationAddress)
        );
    }

    private static void LeaveTheMessage(JsonTypeInfo type)
    {
        if (type.Type != typeof(JsonMessageEnvelope))
            return;
        foreach (var property in type.Properties)
            if (property.Name.Equals(nameof(JsonMessageEnvelope.Message), StringComparison.OrdinalIgnoreCase))
                property.CustomConverter = new WhereItLies();
    }

    /// <summary>Steps over a value and notes its place in the buffer.</summary>
    private sealed class WhereItLies : JsonConverter<object>
    {
        public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return start..(int)reader.BytesConsumed;
        }

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }

    /// <param name="message">The message's JSON.</param>
    /// <param name="envelope">Everything around it.</param>
    /// <param name="standard">MassTransit's own context, for what is rare: sending the message on.</param>
    private sealed class Context(
        ReadOnlyMemory<byte> message,
        MessageEnvelope envelope,
        Func<SerializerContext> standard
    )
        : SystemTextJsonSerializerContext(
            _standard,
            SystemTextJsonMessageSerializer.Options,
            SystemTextJsonMessageSerializer.JsonContentType,
            new EnvelopeMessageContext(envelope, _standard),
            envelope.MessageType ?? [],
            envelope
        )
    {
        public override bool TryGetMessage<T>([NotNullWhen(true)] out T? result)
            where T : class
        {
            if (typeof(T).IsInterface || typeof(T) == typeof(System.Text.Json.Nodes.JsonObject))
                return standard().TryGetMessage(out result);
            result = IsSupportedMessageType<T>()
                ? JsonSerializer.Deserialize<T>(message.Span, SystemTextJsonMessageSerializer.Options)
                : null;
            return result is not null;
        }

        public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? result)
        {
            result = JsonSerializer.Deserialize(message.Span, messageType, SystemTextJsonMessageSerializer.Options);
            return result is not null;
        }

        public override IMessageSerializer GetMessageSerializer() => standard().GetMessageSerializer();

        public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) =>
            standard().GetMessageSerializer(envelope, message);

        public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) =>
            standard().GetMessageSerializer(message, messageTypes);
    }
}
