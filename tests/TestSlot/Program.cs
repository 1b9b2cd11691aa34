using MalariaPredictor.TestSlot;

var behaviour = Behaviour.Read();
return args switch
{
    ["serve", ..] => await Server.RunAsync(behaviour, port: int.Parse(args[Array.IndexOf(args, "--port") + 1])),
    ["migrate", "up", ..] => await Chores.MigrateAsync(behaviour),
    ["migrate", "status", ..] => Chores.Say(SchemaFile.Read()),
    ["version", ..] => Chores.Version(behaviour),
    ["simulate", ..] => Chores.Simulate(args),
    ["import", ..] => Chores.Import(args, behaviour),
    ["train" or "forecast", ..] => Chores.Say("{}"),
    _ => 2,
};
