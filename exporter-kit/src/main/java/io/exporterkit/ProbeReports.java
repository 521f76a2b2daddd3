package io.exporterkit;

import io.exporterkit.exposition.TextFormat;
import io.exporterkit.probe.RecentProbe;
import io.exporterkit.probe.RecentProbes;
import io.exporterkit.scrape.ScrapeResult;
import io.exporterkit.scrape.Target;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Request;
import io.exporterkit.web.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/// The path of the last probes, and the text of a probe with `debug=true`. Safe for use by several threads.
final class ProbeReports {
  static final String PATH = "/-/probes";
  private static final int MOST_BYTES = 1 << 20;

  private final RecentProbes probes = new RecentProbes(InstantSource.system());

  RecentProbe add(String path, Target<?> target, ScrapeResult result) {
    return probes.add(path, target, result);
  }

  /// Returns all probes as JSON, or the text of the one whose number is the parameter `number`.
  Response answer(Request request) throws BadRequestException {
    String number = request.parameter("number");
    if (number.isEmpty()) {
      return Response.json(probes.json() + "\n").with("Cache-Control", "no-store");
    }
    if (!number.matches("[0-9]{1,18}")) {
      throw new BadRequestException("parameter 'number': want the number of a probe in " + PATH);
    }
    return probes
        .find(Long.parseLong(number))
        .map(probe -> Response.text(200, probe.text()))
        .orElseGet(() -> Response.text(404, "this probe is not among the last ones any more\n"));
  }

  /// Returns the text of a probe and its page.
  Response debug(RecentProbe probe, Response page, Target<?> target) {
    return switch (page) {
      case Response.Metrics metrics ->
          Response.text(200, probe.text() + "\nPage:\n" + target.mask(text(metrics)));
      case Response.Text text -> Response.text(text.status(), probe.text());
      case Response.WithHeader(Response inner, _, _) -> debug(probe, inner, target);
    };
  }

  private static String text(Response.Metrics page) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TextFormat.write(page.sections(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the stream is in memory
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return text.length() <= MOST_BYTES
        ? text
        : text.substring(0, text.lastIndexOf('\n', MOST_BYTES) + 1) + "# cut off after 1 MB\n";
  }
}
