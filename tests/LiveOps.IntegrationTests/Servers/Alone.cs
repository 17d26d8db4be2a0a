namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// Tests that run one at a time, when those that run beside each other are done: what they measure or wait for would be
/// late on a machine that does other work, or they change what all share.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
