package io.exporterkit.browser;

import io.exporterkit.redis.servers.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A Chromium without a window, with a new profile. `close()` ends the program and deletes the profile.
final class Browser implements AutoCloseable {
  /// Logs at each start that the driver's own commands for the newest browsers are not known yet; none is used.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;
  private final Path profile;

  private Browser(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  /// Starts the program.
  ///
  /// @throws IllegalStateException when Chromium or its driver is not installed
  static Browser start() {
    for (String program : List.of("/usr/bin/chromium", "/usr/bin/chromedriver")) {
      if (!Files.isExecutable(Path.of(program))) {
        throw new IllegalStateException(program + " is missing: run browser/install-tools");
      }
    }
    SELENIUM.setLevel(Level.SEVERE);
    try {
      Path profile = Files.createTempDirectory("browser");
      return new Browser(new ChromeDriver(driver(), options(profile)), profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChromeDriverService driver() {
    return new ChromeDriverService.Builder()
        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
        .usingAnyFreePort()
        .withSilent(true)
        .build();
  }

  private static ChromeOptions options(Path profile) {
    LoggingPreferences log = new LoggingPreferences();
    log.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.setAcceptInsecureCerts(true);
    options.setCapability(ChromeOptions.LOGGING_PREFS, log);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=1280,1000",
        "--js-flags=--expose-gc",
        "--user-data-dir=" + profile);
    return options;
  }

  void open(String url) {
    driver.get(url);
  }

  /// Opens a page in a new tab, which hides the present one.
  void openInNewTab(String url) {
    driver.switchTo().newWindow(WindowType.TAB);
    driver.get(url);
  }

  /// Sends a command of the DevTools protocol.
  void devTools(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  /// Sets a media feature such as `prefers-color-scheme` for the present tab.
  void media(String feature, String value) {
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  void size(int width, int height) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void window(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /// Returns the value of an expression in the page; `arguments` has the arguments.
  Object script(String expression, Object... arguments) {
    return Objects.requireNonNull(
        driver.executeScript("return " + expression, arguments), expression);
  }

  /// Runs statements in the page.
  void run(String statements) {
    driver.executeScript(statements);
  }

  String title() {
    return Objects.requireNonNull(driver.getTitle());
  }

  /// Returns the number that an expression has, in which `live` is the page's state and `format` the module of that
  /// name.
  double number(String expression) {
    return ((Number) value(expression)).doubleValue();
  }

  /// Returns the value of an expression; see [#number].
  Object value(String expression) {
    Object value =
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            Promise.all(['page', 'format', 'poller'].map((name) => import(`/-/live/${name}.js`)))
                .then(([{live}, format, {Poller}]) => %s)
                .then(done, (e) => done('failed: ' + e));
            """
                .formatted(expression));
    return Objects.requireNonNull(value, expression);
  }

  /// Returns the text of the first element of a selector, without the texts that are hidden.
  String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  /// Waits until the text of an element contains a text.
  void awaitText(String selector, String text) {
    Await.until(PATIENCE, text, () -> text(selector).contains(text));
  }

  /// Waits until an expression is true.
  void await(String expression) {
    Await.until(PATIENCE, expression, () -> script(expression).equals(true));
  }

  /// Waits until an expression of [#number] has at least this value.
  void awaitNumber(String expression, double least) {
    Await.until(PATIENCE, expression, () -> number(expression) >= least);
  }

  /// Sends keys to the element that has the focus.
  void keys(CharSequence keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  void click(String selector) {
    driver.findElement(By.cssSelector(selector)).click();
  }

  /// Leaves the present page, which could otherwise complain that its exporter has ended, and discards its messages.
  void leave() {
    driver.get("about:blank");
    var _ = complaints();
  }

  /// Returns the messages of the console since the last call: warnings and errors.
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /// Returns the visible part of the page as a PNG file.
  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
