namespace LiveOps.DeviceGateway;

/// <summary>The gateway's folder cannot be used; the message says why and what to do.</summary>
internal sealed class DataFolderException(string message, Exception inner) : InvalidOperationException(message, inner);
