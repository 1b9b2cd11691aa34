using MalariaPredictor.Import;

const int Runs = 3;
var folder = Directory.CreateTempSubdirectory("malaria-bench-").FullName;
try
{
    await ImportTable.PrintAsync(folder, locations: 1000, weeks: 1000, Runs);
    await PanelTable.PrintAsync(folder, Runs);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
