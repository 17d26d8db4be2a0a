using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.Doctor;
using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.Flashing;

return args switch
{
    [EnrolVerb.Verb, .. var enrol] => await EnrolVerb.RunAsync(enrol),
    ["flash", .. var flash] => FlashCommand.Run(flash, GatewayConfiguration.Read(), Console.Out, Console.Error),
    ["doctor", .. var doctor] => await DoctorCommand.RunAsync(
        doctor,
        GatewayConfiguration.Read(),
        Console.Out,
        Console.Error
    ),
    _ when HelpVerb.Takes(args) => await HelpVerb.RunAsync(args, Console.Out, Console.Error),
    _ => await GatewayHost.RunAsync(args),
};
