using MalariaPredictor.Releases;

Func<Installation, Task>? measure = args switch
{
    ["switch"] => SwitchMeasure.RunAsync,
    ["router"] => RouterMeasure.RunAsync,
    ["rollback"] => RollbackMeasure.RunAsync,
    _ => null,
};
if (measure is null)
{
    await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project bench/Releases -- switch|router|rollback");
    return 2;
}
await using var installation = await Installation.StartAsync();
await measure(installation);
return 0;
