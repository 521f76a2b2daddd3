package io.exporterkit.redis.collector;

import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.text.GoFloat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The counters of one command in INFO Commandstats.
///
/// In: `cmdstat_config|get:calls=3,usec=24,usec_per_call=8.00,rejected_calls=0,failed_calls=0`
///
/// @param calls number of executions
/// @param usec total execution time in microseconds
record CommandStats(double calls, double usec) {
  private static final String PREFIX = "cmdstat_";

  /// Returns the counters by command as INFO prints it (`config|get`), in the server's order. Lines without calls and
  /// usec are left out.
  static Map<String, CommandStats> of(Info info) {
    Map<String, CommandStats> all = new LinkedHashMap<>();
    for (int line = 0; line < info.size(); line++) {
      if (isLine(info, line)) {
        CommandStats stats = of(Fields.parts(info, line));
        if (stats != null) {
          all.putIfAbsent(command(info, line), stats);
        }
      }
    }
    return all;
  }

  /// Returns the counters in the value of a line; null where calls or usec are missing or not numbers.
  static @Nullable CommandStats of(String parts) {
    double calls = Fields.partNumber(parts, "calls");
    double usec = Fields.partNumber(parts, "usec");
    return GoFloat.isNone(calls) || GoFloat.isNone(usec) ? null : new CommandStats(calls, usec);
  }

  /// Whether the line has a command's counters.
  static boolean isLine(Info info, int line) {
    return info.fieldStartsWith(line, PREFIX);
  }

  /// Returns the name of the line's command.
  static String command(Info info, int line) {
    return info.field(line).substring(PREFIX.length());
  }
}
