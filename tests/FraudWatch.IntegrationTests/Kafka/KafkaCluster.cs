using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Confluent.Kafka;
using FraudWatch.Testing.Graph;

namespace FraudWatch.IntegrationTests.Kafka;

/// <summary>What a cluster is to be.</summary>
internal sealed record KafkaClusterOptions
{
    /// <summary>1 or 3.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>SCRAM-SHA-512; user and password are <c>fraudwatch</c>.</summary>
    public bool Sasl { get; init; }

    /// <summary>TLS with a certificate of its own.</summary>
    public bool Tls { get; init; }

    /// <summary>Broker settings, <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>
/// Apache Kafka in processes of its own on loopback, through the script that comes with it. It ends with this process however this
/// one ends: a shell waits on a pipe that this process holds open, and then kills and removes it.
/// </summary>
internal sealed class KafkaCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _watchdog;
    private readonly KafkaClusterOptions _options;

    private KafkaCluster(string folder, Process watchdog, KafkaClusterOptions options)
    {
        _folder = folder;
        _watchdog = watchdog;
        _options = options;
    }

    /// <summary>The script, or null where it or Java is missing.</summary>
    public static string? Script { get; } = FindScript();

    /// <summary>host:port of every node.</summary>
    public string BootstrapServers { get; private set; } = "";

    /// <summary>The certificate to trust, with TLS.</summary>
    public string Certificate => Path.Combine(_folder, "ca.pem");

    /// <summary>The folder of all its files: of node N in a folder N.</summary>
    public string Folder => _folder;

    /// <summary>What our programs need to reach it, as environment names and values.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            var environment = new Dictionary<string, string> { ["FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS"] = BootstrapServers };
            environment["FRAUDWATCH__KAFKA__SECURITYPROTOCOL"] = Protocol.ToString();
            if (_options.Sasl)
            {
                environment["FRAUDWATCH__KAFKA__SASLMECHANISM"] = nameof(SaslMechanism.ScramSha512);
                environment["FRAUDWATCH__KAFKA__SASLUSERNAME"] = "fraudwatch";
                environment["FRAUDWATCH__KAFKA__SASLPASSWORD"] = "fraudwatch";
            }

            if (_options.Tls)
            {
                environment["FRAUDWATCH__KAFKA__SSLCALOCATION"] = Certificate;
            }

            return environment;
        }
    }

    private SecurityProtocol Protocol => (_options.Sasl, _options.Tls) switch
    {
        (true, true) => SecurityProtocol.SaslSsl,
        (true, false) => SecurityProtocol.SaslPlaintext,
        (false, true) => SecurityProtocol.Ssl,
        _ => SecurityProtocol.Plaintext,
    };

    public static async Task<KafkaCluster> StartAsync(KafkaClusterOptions options)
    {
        string script = Script ?? throw new InvalidOperationException(RealKafka.Absent);
        string folder = Directory.CreateTempSubdirectory("fraudwatch-kafka-").FullName;
        var cluster = new KafkaCluster(folder, StartWatchdog(script, folder), options);
        string[] arguments =
        [
            "start", "--dir", folder, "--port", FreePorts(options.Nodes).ToString(CultureInfo.InvariantCulture),
            "--nodes", options.Nodes.ToString(CultureInfo.InvariantCulture),
            .. options.Sasl ? ["--sasl"] : Array.Empty<string>(),
            .. options.Tls ? ["--tls"] : Array.Empty<string>(),
            .. options.Settings.SelectMany(setting => new[] { "--set", setting }),
        ];
        cluster.BootstrapServers = (await RunAsync(script, arguments)).Trim();
        return cluster;
    }

    /// <summary>Starts what was killed or stopped again: a node, or all.</summary>
    public Task StartAgainAsync(int? node = null) => TellAsync("start", node);

    /// <summary><c>kill -9</c> of a node, or of all.</summary>
    public Task KillAsync(int? node = null) => TellAsync("kill", node);

    /// <summary>An orderly end of all nodes.</summary>
    public Task StopAsync() => TellAsync("stop", node: null);

    /// <summary>SIGSTOP: a broker that hangs.</summary>
    public Task PauseAsync(int? node = null) => TellAsync("pause", node);

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync(int? node = null) => TellAsync("resume", node);

    /// <summary>Runs one of Kafka's own tools (<c>topics</c>, <c>offsets</c>, <c>transactions</c>, …; a second or two each) and returns what it prints.</summary>
    public Task<string> AdminAsync(params string[] arguments) => RunAsync(Script!, ["admin", "--dir", _folder, .. arguments]);

    /// <summary>Settings for a client of a test.</summary>
    public ClientConfig Client()
    {
        var config = new ClientConfig { BootstrapServers = BootstrapServers, SecurityProtocol = Protocol };
        if (_options.Sasl)
        {
            config.SaslMechanism = SaslMechanism.ScramSha512;
            config.SaslUsername = config.SaslPassword = "fraudwatch";
        }

        if (_options.Tls)
        {
            config.SslCaLocation = Certificate;
        }

        return config;
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    private Task<string> TellAsync(string verb, int? node) => RunAsync(
        Script!, [verb, "--dir", _folder, .. node is int one ? ["--node", one.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()]);

    private static Process StartWatchdog(string script, string folder)
    {
        // A session of its own, so that Ctrl-C at the terminal does not end it before its work.
        var start = new ProcessStartInfo("setsid", ["sh", "-c", "cat >/dev/null; \"$0\" kill --dir \"$1\"; rm -rf \"$1\"", script, folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("setsid was not started");
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        // The broker inherits the script's outputs and never closes them, so they go to files.
        string output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>\"$out.errors\" </dev/null", "sh", output, program, .. arguments]);
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} was not started");
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? await File.ReadAllTextAsync(output)
                : throw new InvalidOperationException(
                    $"kafka {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output + ".errors")}{await File.ReadAllTextAsync(output)}");
        }
        finally
        {
            File.Delete(output);
            File.Delete(output + ".errors");
        }
    }

    /// <summary>A port such that all that the nodes take after it are free. Below those that the kernel deals out by itself.</summary>
    private static int FreePorts(int nodes)
    {
        while (true)
        {
            int port = 10 * RandomNumberGenerator.GetInt32(1100, 3200);
            if (Enumerable.Range(0, nodes).SelectMany(n => new[] { port + (10 * n), port + (10 * n) + 1 }).All(IsFree))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string? FindScript()
    {
        string? script = SharedFiles.Folder is null ? null : SharedFiles.Path("kafka", "kafka");
        string? java = System.Environment.GetEnvironmentVariable("JAVA_HOME");
        bool hasJava = java is not null || (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "java")));
        return hasJava && File.Exists(script) ? script : null;
    }
}
