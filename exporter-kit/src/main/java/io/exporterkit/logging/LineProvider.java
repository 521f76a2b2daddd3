package io.exporterkit.logging;

import java.time.Clock;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// The entry point by which SLF4J finds this backend, by the name of the class; public for that purpose only. Before
/// [Logging#configure] is called, lines from INFO up are written as text to standard error.
public final class LineProvider implements SLF4JServiceProvider {

  private final LineLoggers loggers =
      new LineLoggers(Clock.systemUTC(), Level.INFO, Format.TXT, System.err);

  /// Makes the provider; called by SLF4J.
  public LineProvider() {}

  @Override
  public void initialize() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return new BasicMarkerFactory();
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return new NOPMDCAdapter();
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
