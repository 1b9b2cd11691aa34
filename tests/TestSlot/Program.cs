using MalariaPredictor.TestSlot;

var behaviour = Behaviour.Read();
return args switch
{
    ["serve", ..] => await Server.RunAsync(behaviour, port: int.Parse(args[Array.IndexOf(args, "--port") + 1])),
    ["backup", ..] => await Chores.BackUpAsync(behaviour),
    ["migrate", "up", ..] => await Chores.MigrateAsync(behaviour),
    ["migrate", "sql", ..] => Chores.Say(Migrations.Sql(behaviour)),
    ["models", ..] => Chores.Say(Migrations.Models(behaviour)),
    ["migrate", "status", ..] => Chores.Status(),
    ["version", ..] => Chores.Version(behaviour),
    ["simulate", ..] => Chores.Simulate(args),
    ["import", ..] => Chores.Import(args, behaviour),
    ["train" or "forecast", ..] => Chores.Say("{}"),
    _ => 2,
};
