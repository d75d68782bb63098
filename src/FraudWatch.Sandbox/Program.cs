using System.CommandLine;
using FraudWatch.Sandbox.Broker;
using FraudWatch.Sandbox.Demo;
using FraudWatch.Sandbox.Services;
using FraudWatch.Terminal;

RootCommand root = new("Embedded Postgres and broker, and the demo on them")
{
    DemoCommand.Create(),
    StopCommand.Create(),
    BrokerCommand.Create(),
    ServicesCommand.Create(),
};
return await CommandProgram.RunAsync(root, args);
