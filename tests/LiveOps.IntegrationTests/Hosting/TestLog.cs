using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Hosting;

/// <summary>
/// What a host inside the tests warns of belongs to the test that started it: it is shown if that test fails, and
/// does not hide the failures of others if it passes.
/// </summary>
internal static class TestLog
{
    /// <summary>Replaces the console, from warnings upwards. Call it behind what adds others.</summary>
    public static void LogToTest(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddProvider(new Provider(TestContext.Current.TestOutputHelper));
    }

    private sealed class Provider(ITestOutputHelper? test) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(test, categoryName);

        public void Dispose() { }
    }

    private sealed class Logger(ITestOutputHelper? test, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => test is not null && logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            try
            {
                test!.WriteLine(
                    $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)} {exception?.GetType().Name}: {exception?.Message}"
                );
            }
            catch (InvalidOperationException)
            {
                // The test is over; the library keeps the first logger that it was given.
            }
        }
    }
}
