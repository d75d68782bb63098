using System.CommandLine;
using FraudWatch.Sandbox.Broker;
using FraudWatch.Sandbox.Demo;
using FraudWatch.Sandbox.Services;

namespace FraudWatch.Sandbox;

/// <summary>The demo, and the hidden commands that it is made of.</summary>
public static class SandboxCommands
{
    public static RootCommand Root() => new("Embedded Postgres and broker, and the demo on them")
    {
        DemoCommand.Create(),
        StopCommand.Create(),
        BrokerCommand.Create(),
        ServicesCommand.Create(),
    };
}
