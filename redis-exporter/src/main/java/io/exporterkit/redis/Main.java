package io.exporterkit.redis;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.process.HeapTrim;
import io.exporterkit.process.VirtualThreads;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.web.ListenAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `redis-exporter [flags]`: reads flags and environment, starts the exporter, ends with it.
///
/// Exit codes: 0 after SIGTERM, SIGINT, `-help` and `-version`; 1 when it cannot start, with one line that says why; 2 with the usage
/// when the command line cannot be read.
public final class Main {
  private Main() {}

  /// What lives and ends with the exporter.
  public interface Companion {
    /// Nothing beside it.
    Companion NONE =
        new Companion() {
          @Override
          public void started(int port, String telemetryPath) {}

          @Override
          public void ended() {}
        };

    /// The exporter serves.
    void started(int port, String telemetryPath);

    /// The exporter has ended.
    void ended();
  }

  /// Runs until it is told to end.
  public static void main(String[] args) {
    int code = run(List.of(args), System.getenv(), System.out, System.err, Companion.NONE);
    if (code >= 0) {
      System.exit(code);
    }
  }

  /// Starts; answers the exit code, or -1 when the exporter runs.
  ///
  /// @param companion what lives and ends with the exporter
  public static int run(
      List<String> args,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Companion companion) {
    return switch (RedisOptions.TABLE.parse(args, environment)) {
      case ParseResult.Help(String usage) -> {
        out.print(usage);
        yield 0;
      }
      case ParseResult.Usage(String error, String usage) -> {
        err.println(error);
        err.print(usage);
        yield 2;
      }
      case ParseResult.Invalid(String error) -> {
        err.println(error);
        yield 1;
      }
      case ParseResult.Parsed(OptionValues values, List<String> warnings) -> {
        if (values.get(RedisOptions.VERSION)) {
          out.println(RedisExporter.BUILD);
          yield 0;
        }
        yield start(values, warnings, err, companion);
      }
    };
  }

  private static int start(
      OptionValues values, List<String> warnings, PrintStream err, Companion companion) {
    List<String> all = new ArrayList<>(warnings);
    Logging.configure(level(values, all), format(values, all), err);
    Logger log = LoggerFactory.getLogger(Main.class);
    all.forEach(log::warn);
    VirtualThreads.reserveCarriers();
    // A name may lead elsewhere at any time: it is looked up for each new connection.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    try {
      ExporterConfig config = ExporterConfig.of(values);
      config.web().warnings().forEach(log::warn);
      RedisExporter exporter = new RedisExporter(config);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(exporter, companion, log), "end"));
      log.info("{}", RedisExporter.BUILD);
      // The port that was found, where any free one was asked for.
      ListenAddress address = new ListenAddress(config.web().address().host(), exporter.port());
      log.info("serving {} on {}", config.web().telemetryPath(), address);
      log.info("{}", StartLine.of(config));
      HeapTrim.start();
      companion.started(exporter.port(), config.web().telemetryPath());
      return -1;
    } catch (IllegalArgumentException | IOException e) {
      log.error("{}", e.getMessage());
      return 1;
    }
  }

  /// Lets running scrapes end, and makes the exit code 0: asked to end, it did.
  private static void end(RedisExporter exporter, Companion companion, Logger log) {
    log.info("ending: letting running scrapes finish");
    exporter.close();
    companion.ended();
    log.info("ended");
    Runtime.getRuntime().halt(0);
  }

  private static Level level(OptionValues values, List<String> warnings) {
    if (values.get(RedisOptions.DEBUG)) {
      return Level.DEBUG;
    }
    String name = values.get(RedisOptions.LOG_LEVEL);
    return Logging.level(name.isEmpty() ? "INFO" : name)
        .orElseGet(() -> {
          warnings.add(
              values.complaint(
                  RedisOptions.LOG_LEVEL, "want DEBUG, INFO, WARN or ERROR; INFO is taken"));
          return Level.INFO;
        });
  }

  private static Format format(OptionValues values, List<String> warnings) {
    String name = values.get(RedisOptions.LOG_FORMAT);
    return Logging.format(name.isEmpty() ? "txt" : name)
        .orElseGet(() -> {
          warnings.add(values.complaint(RedisOptions.LOG_FORMAT, "want txt or json; txt is taken"));
          return Format.TXT;
        });
  }
}
