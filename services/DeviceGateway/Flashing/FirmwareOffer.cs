using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>Whether the firmware that this gateway came with is newer than a board's. The file is read once, at the start.</summary>
internal sealed class FirmwareOffer
{
    private readonly FirmwareImage? _image;
    private readonly Dictionary<(string Kind, string Version), string?> _known = [];

    public FirmwareOffer(ILogger<FirmwareOffer> logger)
    {
        try
        {
            _image = File.Exists(ShippedFirmware.Path) ? FirmwareImage.Load(ShippedFirmware.Path) : null;
        }
        catch (FlashRefusedException damaged)
        {
            logger.LogWarning("No firmware is offered to boards: {Reason}", damaged.Message);
        }
    }

    /// <summary>The version to load; null when the board has it or a newer one, or none fits. Used by one thread.</summary>
    /// <param name="kind">As the board's HELLO says, for example UNO.</param>
    /// <param name="version">The board's own.</param>
    public string? For(string kind, string version)
    {
        if (_known.TryGetValue((kind, version), out var known))
            return known;
        return _known[(kind, version)] =
            _image is { Version: { } offered }
            && _image.Holds(kind)
            && Version.TryParse(version, out var present)
            && present < offered
                ? offered.ToString()
                : null;
    }
}
