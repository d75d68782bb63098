using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class InstallationTests : IDisposable
{
    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Models_are_those_of_the_home_the_launcher_names_else_of_the_nearest_folder_above()
    {
        Directory.CreateDirectory(_folder.PathOf("clone/models"));
        Directory.CreateDirectory(_folder.PathOf("home/models"));
        string program = Directory.CreateDirectory(_folder.PathOf("clone/src/bin")).FullName;
        Assert.Equal(_folder.PathOf("clone/models"), Installation.Find(null, program));
        Assert.Equal(_folder.PathOf("home/models"), Installation.Find(_folder.PathOf("home"), program));
    }

    [Fact]
    public void A_home_without_models_is_an_error_that_names_it()
    {
        string message = Assert.Throws<DirectoryNotFoundException>(() => Installation.Find(_folder.Path, _folder.Path)).Message;
        Assert.Contains(_folder.PathOf("models"), message, StringComparison.Ordinal);
        Assert.Contains(Installation.HomeVariable, message, StringComparison.Ordinal);
    }
}
