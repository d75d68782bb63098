using FraudWatch.Simulator.Commands;
using FraudWatch.Terminal;

return await CommandProgram.RunAsync(SimulatorCommands.Root(), args);
