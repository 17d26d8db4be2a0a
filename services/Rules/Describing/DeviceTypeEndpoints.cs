using LiveOps.Devices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Describing;

/// <summary>What devices can do, so that a form offers what the chosen device takes.</summary>
internal static class DeviceTypeEndpoints
{
    private static readonly IReadOnlyList<DeviceTypeView> _all = [.. DeviceTypes.All.Select(DeviceTypeView.Of)];

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/device-types", Read)
            .WithSummary("Every type of device with its actions, the values that each takes, and their ranges");

    private static Ok<IReadOnlyList<DeviceTypeView>> Read() => TypedResults.Ok(_all);
}

/// <summary>A type of device.</summary>
/// <param name="Type">The word by which boards report it, for example SOL.</param>
/// <param name="Title">What people call it.</param>
/// <param name="LongestMs">No board lets it be on for longer, ms; 0: it is never on.</param>
/// <param name="Actions">What it can do; none: it only reports.</param>
internal sealed record DeviceTypeView(string Type, string Title, int LongestMs, IReadOnlyList<DeviceActionView> Actions)
{
    public static DeviceTypeView Of(DeviceType type) =>
        new(
            type.Word,
            type.Title,
            type.HardMaxMs,
            [
                .. type.Actions.Select(action => new DeviceActionView(
                    action.Word,
                    [
                        .. action.Values.Select(value => new DeviceValueView(
                            value.Name,
                            value.Least,
                            value.Most,
                            value.Unit
                        )),
                    ],
                    action.Counts
                )),
            ]
        );
}

/// <summary>One thing that a device can do.</summary>
/// <param name="Word">The word of rules, for example PUSH.</param>
/// <param name="Values">What it takes, in this order.</param>
/// <param name="Counts">How many of the values may be given.</param>
internal sealed record DeviceActionView(string Word, IReadOnlyList<DeviceValueView> Values, IReadOnlyList<int> Counts);

/// <summary>One value of an action.</summary>
/// <param name="Name">For people, for example angle.</param>
/// <param name="Least">Smallest value allowed.</param>
/// <param name="Most">Largest value allowed.</param>
/// <param name="Unit">For people; empty for none.</param>
internal sealed record DeviceValueView(string Name, int Least, int Most, string Unit);
