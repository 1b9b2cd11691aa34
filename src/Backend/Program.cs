using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Hosting;

return await Root.RunAsync(args, HostContext.OfThisProcess());
