namespace LiveOps.DeviceGateway.Flashing;

/// <summary>The update was not begun: the board is as it was. The message says why and what to do.</summary>
internal sealed class FlashRefusedException(string message) : Exception(message);

/// <summary>The update began and did not come to its end. The message says what state the board is in and what to do.</summary>
internal sealed class FlashFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The boot loader said nothing, or something else than was due: bytes were lost, or it has begun anew.</summary>
internal sealed class OutOfStepException(string message) : IOException(message);
