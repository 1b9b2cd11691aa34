using System.CommandLine;
using MalariaPredictor.TestHelm;

// The options that Helm 3 and 4 both have, and no others: what Helm does not know, this does not know either.
var scope = new Option<string>("--namespace", "-n") { DefaultValueFactory = _ => "default" };
var output = new Option<string>("--output", "-o") { DefaultValueFactory = _ => "table" };
output.AcceptOnlyFromAmong("table", "json", "yaml");
var filter = new Option<string>("--filter", "-f") { DefaultValueFactory = _ => "" };
var states = new[] { "--deployed", "--failed", "--pending", "--uninstalling", "--superseded", "--uninstalled" }
    .Select(name => new Option<bool>(name))
    .ToList();
var release = new Argument<string>("RELEASE");

var list = new Command("list") { scope, output, filter };
states.ForEach(list.Options.Add);
list.SetAction(parsed =>
    Releases.List(parsed.GetValue(scope)!, parsed.GetValue(filter)!, [.. states.Where(parsed.GetValue).Select(state => state.Name[2..])])
);

var values = new Command("values") { release, scope, output };
values.SetAction(parsed => Releases.Values(parsed.GetValue(scope)!, parsed.GetValue(release)!));

var chart = new Argument<string>("CHART");
var install = new Option<bool>("--install", "-i");
var repository = new Option<string>("--repo") { Required = true };
var version = new Option<string>("--version") { Required = true };
var create = new Option<bool>("--create-namespace");
var file = new Option<string?>("--values", "-f");
var set = new Option<string[]>("--set-string") { DefaultValueFactory = _ => [] };
var wait = new Option<bool>("--wait") { Arity = ArgumentArity.Zero };
var timeout = new Option<string>("--timeout");
timeout.Validators.Add(result =>
{
    if (!Releases.IsDuration(result.GetValueOrDefault<string>() ?? ""))
    {
        result.AddError($"invalid argument for \"--timeout\" flag: time: invalid duration");
    }
});
var upgrade = new Command("upgrade") { release, chart, install, scope, repository, version, create, file, set, wait, timeout };
upgrade.SetAction(parsed =>
    Releases.Upgrade(
        new Releases.Installed(parsed.GetValue(release)!, parsed.GetValue(scope)!, $"{parsed.GetValue(chart)}-{parsed.GetValue(version)}"),
        parsed.GetValue(install),
        parsed.GetValue(file),
        parsed.GetValue(set)!
    )
);

var helm = new RootCommand("Stands in for Helm.")
{
    list,
    new Command("get") { values },
    upgrade,
};
var asked = helm.Parse(args);
foreach (var error in asked.Errors)
{
    Console.Error.WriteLine($"Error: {error.Message}");
}
return asked.Errors.Count > 0 ? 1 : await asked.InvokeAsync();
