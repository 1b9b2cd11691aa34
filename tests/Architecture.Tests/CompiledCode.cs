using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace MalariaPredictor.Architecture.Tests;

/// <summary>The three programs as they were compiled, read once for all tests: reading takes seconds.</summary>
internal static class CompiledCode
{
    public static Assembly Forecasting { get; } = Assembly.Load("MalariaPredictor.Forecasting");

    public static Assembly Backend { get; } = Assembly.Load("malaria-predictor");

    public static Assembly Pipeline { get; } = Assembly.Load("pipeline");

    public static ArchUnitNET.Domain.Architecture Types => Read.Value;

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Read = new(() =>
        new ArchLoader().LoadAssemblies(Forecasting, Backend, Pipeline).Build()
    );
}
