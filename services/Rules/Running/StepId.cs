using System.Runtime.InteropServices;
using LiveOps.Hosting;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Running;

/// <summary>Which step of which execution, and when it is due.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StepId(Execution Execution, int Step, DateTimeOffset Due)
{
    /// <summary>The name under which what it does is applied once.</summary>
    public Guid Id => DerivedId.Step(Execution.Id, Step);
}
