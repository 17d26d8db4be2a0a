using LiveOps.DeviceGateway;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>What a person gets who starts the gateway's program by hand.</summary>
public sealed class StartingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-starting-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("docter", 2)]
    [InlineData("Doctor", 2)]
    [InlineData("help", 0)]
    [InlineData("--help", 0)]
    [InlineData("-h", 0)]
    public async Task A_word_that_is_no_command_starts_no_gateway_but_names_the_commands(string word, int code)
    {
        HelpVerb.Takes([word, "--port", "COM7"]).ShouldBeTrue();
        using var output = new StringWriter();
        using var errors = new StringWriter();

        (await HelpVerb.RunAsync([word], output, errors)).ShouldBe(code);

        var (said, silent) = code == 0 ? (output, errors) : (errors, output);
        silent.ToString().ShouldBeEmpty();
        foreach (var command in new[] { "doctor", "flash --port PORT", "enroll URL CODE" })
            said.ToString().ShouldContain($"liveops-gateway {command}");
        if (code != 0)
            said.ToString().ShouldStartWith($"There is no command '{word}'.");
    }

    [Fact]
    public void Settings_and_nothing_at_all_start_the_gateway()
    {
        HelpVerb.Takes([]).ShouldBeFalse();
        HelpVerb.Takes(["--service"]).ShouldBeFalse();
        HelpVerb.Takes(["--Gateway:Id=pc1", "--urls", "http://localhost:1"]).ShouldBeFalse();
    }

    [Fact]
    public void What_the_person_can_mend_is_told_in_words_and_nothing_else_is()
    {
        StartFault
            .Of(new IOException("Failed to bind.", new AddressInUseException("in use")))
            .ShouldNotBeNull()
            .ShouldStartWith("Failed to bind. Another gateway");
        StartFault
            .Of(new OptionsValidationException("", typeof(GatewayOptions), ["Gateway:Id is missing", "and more"]))
            .ShouldBe($"Gateway:Id is missing{Environment.NewLine}and more");
        StartFault.Of(new IOException("a disk")).ShouldBeNull();
        StartFault.Of(new InvalidOperationException("a bug")).ShouldBeNull();

        var options = Options.Create(new GatewayOptions { DataFolder = _folder });
        using var first = new DataFolder(options);
        var second = Should.Throw<DataFolderException>(() => new DataFolder(options));
        StartFault.Of(second).ShouldNotBeNull().ShouldContain("another gateway has it");
        File.WriteAllText(first.PathOf("known.json"), "{");
        StartFault
            .Of(Should.Throw<DataFolderException>(() => first.Read<string>("known.json")))
            .ShouldNotBeNull()
            .ShouldContain("known.json is damaged");
    }
}
