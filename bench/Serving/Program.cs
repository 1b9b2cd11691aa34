using MalariaPredictor.Serving;

return args switch
{
    ["bare", var file] => await BareServer.RunAsync(file),
    ["application", var database] => await Application.ServeAsync(database),
    _ => await Comparison.RunAsync(),
};
