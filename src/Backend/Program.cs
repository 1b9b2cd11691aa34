using MalariaPredictor.Backend.Commands;

return await Root.RunAsync(args, Surroundings.OfThisProcess());
