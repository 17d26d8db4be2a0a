namespace LiveOps.Analytics.Importing;

/// <summary>A file that cannot be imported. The message is for the person who sent it; nothing was stored.</summary>
internal sealed class ImportRefused(string message) : Exception(message);
