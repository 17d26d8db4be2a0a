using LiveOps.Console.Devices;
using LiveOps.Devices;

namespace LiveOps.Console.Machines;

/// <summary>What can hang on a board, and which boards are known by their pins.</summary>
/// <param name="Types">Types of device with pins, limits and actions.</param>
/// <param name="Boards">Kinds of board with their pins.</param>
/// <param name="TestMostMs">A test by hand lasts at most so long, ms.</param>
internal sealed record KindsView(IReadOnlyList<DeviceType> Types, IReadOnlyList<BoardKind> Boards, int TestMostMs);

/// <summary><c>GET /api/machines/kinds</c>.</summary>
internal static class ListKinds
{
    public static KindsView Handle() => new(DeviceTypes.All, BoardKinds.All, TestDevice.MostMs);
}
