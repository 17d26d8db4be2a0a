using QRCoder;

namespace LiveOps.Console;

/// <summary>Texts as QR codes.</summary>
internal static class QrPicture
{
    /// <summary>A PNG as a data address, which pages may show.</summary>
    public static string Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        return $"data:image/png;base64,{Convert.ToBase64String(picture.GetGraphic(pixelsPerModule: 6))}";
    }
}
