using MalariaPredictor.Pipeline.Commands;

return await CommandLine.RunAsync(args);
