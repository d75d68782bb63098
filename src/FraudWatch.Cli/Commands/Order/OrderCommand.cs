using System.CommandLine;

namespace FraudWatch.Cli.Commands.Order;

/// <summary><c>fraudwatch order …</c>: the order in which the worker processed its logs (contract §1, Order).</summary>
public static class OrderCommand
{
    public static Command Create() => new("order", "The order in which the worker processed its logs.") { OrderExportCommand.Create() };
}
