using MalariaPredictor.TestSlot;

var behavior = Behavior.Read();
return args switch
{
    ["serve", ..] => await Server.RunAsync(behavior, port: int.Parse(args[Array.IndexOf(args, "--port") + 1])),
    ["backup", ..] => await Chores.BackUpAsync(behavior),
    ["migrate", "up", ..] => await Chores.MigrateAsync(behavior),
    ["migrate", "sql", ..] => Chores.Say(Migrations.Sql(behavior)),
    ["models", ..] => Chores.Say(Migrations.Models(behavior)),
    ["migrate", "status", ..] => Chores.Status(),
    ["version", ..] => Chores.Version(behavior),
    ["simulate", ..] => Chores.Simulate(args),
    ["import", ..] => Chores.Import(args, behavior),
    ["train" or "forecast", ..] => Chores.Say("{}"),
    _ => 2,
};
