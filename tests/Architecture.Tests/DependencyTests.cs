using ArchUnitNET.Fluent.Syntax.Elements.Types;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace MalariaPredictor.Architecture.Tests;

public sealed class DependencyTests
{
    [Theory]
    [InlineData(@"^System\.IO(\..*)?$")]
    [InlineData(@"^System\.Net(\..*)?$")]
    [InlineData(@"^System\.Diagnostics\.Process.*$")]
    public void Forecasting_does_no_input_or_output(string forbidden) =>
        Violations(of: @"^MalariaPredictor\.Forecasting", on: forbidden).ShouldBeEmpty();

    [Fact]
    public void Forecasting_has_no_clock_and_no_console() =>
        Evaluate(
                Types()
                    .That()
                    .ResideInNamespaceMatching(@"^MalariaPredictor\.Forecasting")
                    .Should()
                    .NotDependOnAny(
                        Types(includeReferenced: true)
                            .That()
                            .HaveFullNameMatching(@"^System\.(TimeProvider|Console|Environment|Diagnostics\.Stopwatch)$")
                    )
            )
            .ShouldBeEmpty();

    private static IEnumerable<string> Violations(string of, string on) =>
        Evaluate(
            Types()
                .That()
                .ResideInNamespaceMatching(of)
                .Should()
                .NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(on))
        );

    // A folder that a rule names may not exist yet; a rule about nothing holds.
    private static IEnumerable<string> Evaluate(TypesShouldConjunction rule) =>
        rule.WithoutRequiringPositiveResults()
            .Evaluate(CompiledCode.Types)
            .Where(result => !result.Passed)
            .Select(result => result.Description);
}
