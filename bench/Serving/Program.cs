using MalariaPredictor.Serving;

return args switch
{
    ["bare", var file] => await BareServer.Run(file),
    ["application", var database] => await Application.Serve(database),
    _ => await Comparison.Run(),
};
