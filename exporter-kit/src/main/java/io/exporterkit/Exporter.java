package io.exporterkit;

import io.exporterkit.logging.Logging;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionTable;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.process.HeapTrim;
import io.exporterkit.process.VirtualThreads;
import io.exporterkit.web.BuildInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An exporter as a program, from its arguments to its end.
///
/// ```java
/// static final Option<InetSocketAddress> ADDRESS =
///     Option.of("memcached.address", "localhost:11211", "Address of the server.", Parsers.address(11211));
///
/// static void main(String[] args) {
///   Exporter.named("memcached").port(9150).options(ADDRESS)
///       .sessions(values -> new MemcachedSessions(values))
///       .collector(new StatsCollector())
///       .target(ADDRESS)
///       .probes("/probe", Parsers.address(11211), "host:11211")
///       .run(args);
/// }
/// ```
///
/// The program `memcached-exporter` has the flags `--memcached.address`, `--collector.stats` and those of
/// [StandardOptions], each with a variable such as `MEMCACHED_EXPORTER_MEMCACHED_ADDRESS`; it serves `/metrics`,
/// `/probe`, a landing page, `/-/healthy` and `/-/ready` (which need no password), and emits `memcached_up`,
/// `memcached_exporter_build_info` and more.
///
/// Exit codes: 0 after SIGTERM, SIGINT, `-help` and `-version`; 1 when it cannot start, with one line that says why; 2
/// when the command line cannot be read. SIGHUP and `/-/reload` call [Service#reload].
///
/// The methods change this object and return it, until one of `run` and `start` is called. Used by one thread.
public final class Exporter {
  private static final int DEFAULT_PORT = 9990;

  private final String name;
  private final List<Option<?>> options = new ArrayList<>();
  private final List<Runnable> onEnd = new ArrayList<>();
  private final List<Consumer<RunningExporter>> onStart = new ArrayList<>();
  private Optional<OptionTable> table = Optional.empty();
  private Optional<StandardOptions> standard = Optional.empty();
  private Optional<BuildInfo> build = Optional.empty();
  private Optional<FromOptions<? extends Service<?>>> factory = Optional.empty();
  private int port = DEFAULT_PORT;
  private Optional<FromOptions<Optional<String>>> check = Optional.empty();

  private Exporter(String name) {
    this.name = name;
  }

  /// Begins an exporter.
  ///
  /// @param name of what it exports: lower case letters, digits and `_`. The prefix of all metric names; the program is
  ///     called `NAME-exporter`, with `-` for `_`
  /// @throws IllegalArgumentException when the name is none
  public static Exporter named(String name) {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "not a name of an exporter: it must be of lower case letters, digits and _");
    }
    return new Exporter(name);
  }

  /// Sets the port of the default listen address; 9990 otherwise.
  public Exporter port(int number) {
    port = number;
    return this;
  }

  /// Adds options of the exporter's own, in the order of help and documents. Their variables are derived from the
  /// program's name, where they have none.
  public Exporter options(Option<?>... more) {
    options.addAll(List.of(more));
    return this;
  }

  /// Replaces the table of all options, for an exporter that has the command line of an older one.
  ///
  /// @param whole holds the options of `meaning`, too
  /// @param meaning of the standard options in the table
  public Exporter options(OptionTable whole, StandardOptions meaning) {
    table = Optional.of(whole);
    standard = Optional.of(meaning);
    return this;
  }

  /// Sets the build that `-version`, the landing page and `exporter_build_info` show; by default it is read from
  /// `/build.properties` on the class path, as [BuildInfo#read] does.
  public Exporter build(BuildInfo info) {
    build = Optional.of(info);
    return this;
  }

  /// Sets the maker of the service.
  public Exporter serving(FromOptions<? extends Service<?>> service) {
    factory = Optional.of(service);
    return this;
  }

  /// Begins the usual exporter, whose collectors read from a session with a target.
  ///
  /// @param sessions makes the way to open sessions
  /// @param <A> address of a target, with value equality
  /// @param <S> session
  public <A, S extends AutoCloseable> TargetExporter<A, S> sessions(
      FromOptions<Sessions<A, S>> sessions) {
    return new TargetExporter<>(this, sessions);
  }

  /// Adds a task that runs when the exporter serves.
  public Exporter onStart(Consumer<RunningExporter> task) {
    onStart.add(task);
    return this;
  }

  /// Adds a task that runs when the exporter has ended, or could not start.
  public Exporter onEnd(Runnable task) {
    onEnd.add(task);
    return this;
  }

  /// Sets a check in place of serving. It returns the line to print before exit code 0, or is empty to serve.
  Exporter checking(FromOptions<Optional<String>> newCheck) {
    check = Optional.of(newCheck);
    return this;
  }

  String name() {
    return name;
  }

  String program() {
    return name.replace('_', '-') + "-exporter";
  }

  /// Returns all options, for documents and tests.
  public OptionTable table() {
    complete();
    return table.orElseThrow();
  }

  private StandardOptions standard() {
    complete();
    return standard.orElseThrow();
  }

  private void complete() {
    if (table.isEmpty()) {
      UsualOptions usual = new UsualOptions(program(), port);
      List<Option<?>> all = new ArrayList<>(options);
      all.addAll(usual.options());
      String prefix = program().replace('-', '_').toUpperCase(Locale.ROOT) + "_";
      table = Optional.of(new OptionTable(program(), prefix, all));
      standard = Optional.of(usual);
    }
  }

  /// Runs the program until a signal ends it. Ends the JVM when it cannot start, or has no more to do than to print.
  ///
  /// @param args of the command line
  public void run(String... args) {
    int code = run(List.of(args), System.getenv(), System.out, System.err);
    if (code >= 0) {
      System.exit(code);
    }
  }

  /// Starts the program, and lets SIGTERM, SIGINT and SIGHUP govern it.
  ///
  /// @return the exit code, or -1 when the exporter serves
  public int run(
      List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    Start start = start(args, environment, out, err, true);
    if (start instanceof Start.Serving(RunningExporter running)) {
      HeapTrim.start();
      onStart.forEach(task -> task.accept(running));
      return -1;
    }
    onEnd.forEach(Runnable::run);
    return ((Start.Ended) start).code();
  }

  /// Starts the program without handlers of signals: for tests, and for programs that end it themselves.
  public Start start(
      List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return start(args, environment, out, err, false);
  }

  private Start start(
      List<String> args,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      boolean obeysSignals) {
    ParseResult result = table().parse(args, environment);
    if (!(result instanceof ParseResult.Parsed(OptionValues values, List<String> warnings))) {
      return new Start.Ended(print(result, out, err));
    }
    if (standard().isVersion(values)) {
      out.println(buildInfo());
      return new Start.Ended(0);
    }
    try {
      Optional<String> checked = check.isEmpty() ? Optional.empty() : check.get().make(values);
      if (checked.isPresent()) {
        out.println(checked.get());
        return new Start.Ended(0);
      }
    } catch (IllegalArgumentException | IOException e) {
      err.println(e.getMessage());
      return new Start.Ended(1);
    }
    return serve(values, warnings, err, obeysSignals);
  }

  /// Prints the result of a command line that starts nothing, and returns the exit code.
  private int print(ParseResult result, PrintStream out, PrintStream err) {
    switch (result) {
      case ParseResult.Help(String usage) -> {
        out.print(usage);
        return 0;
      }
      case ParseResult.Usage(String error) -> {
        err.println(error);
        err.println("all flags: " + table().program() + " -help");
        return 2;
      }
      case ParseResult.Invalid(String error) -> {
        err.println(error);
        return 1;
      }
      case ParseResult.Parsed _ -> throw new IllegalArgumentException("nothing is wrong");
    }
  }

  private BuildInfo buildInfo() {
    if (build.isEmpty()) {
      build = Optional.of(BuildInfo.read(program(), "/build.properties"));
    }
    return build.get();
  }

  private Start serve(
      OptionValues values, List<String> warnings, PrintStream err, boolean obeysSignals) {
    List<String> all = new ArrayList<>(warnings);
    StandardOptions.Log settings = standard().log(values, all);
    if (!Logging.isOurs()) {
      all.add("log level and format are those of the other SLF4J provider on the class path");
    } else {
      Logging.configure(settings.level(), settings.format(), err);
    }
    Logger log = LoggerFactory.getLogger(Exporter.class);
    all.forEach(log::warn);
    VirtualThreads.reserveCarriers();
    // A name may lead elsewhere at any time: it is looked up for each new connection.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    // After the log was set up, because the class has a logger.
    Optional<Signals> signals = obeysSignals ? Optional.of(new Signals()) : Optional.empty();
    // Beside the rest, because its 10 ms would be a part of the start.
    signals.ifPresent(s -> Thread.ofPlatform().daemon().name("signals").start(s::catchHangup));
    List<String> more = new ArrayList<>();
    try {
      StandardOptions.Web web = standard().web(values, more);
      more.forEach(log::warn);
      Service<?> service =
          factory
              .orElseThrow(() -> new IllegalStateException("nothing to serve: see serving"))
              .make(values);
      RunningExporter running =
          RunningExporter.listen(service, web, standard().pages(values), buildInfo());
      signals.ifPresent(s -> s.govern(running, onEnd));
      log.info("{}", buildInfo());
      running.announce();
      return new Start.Serving(running);
    } catch (IllegalArgumentException | IOException e) {
      log.error("{}", e.getMessage());
      return new Start.Ended(1);
    }
  }
}
