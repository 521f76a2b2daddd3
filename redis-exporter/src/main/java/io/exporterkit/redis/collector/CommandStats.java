package io.exporterkit.redis.collector;

import io.exporterkit.redis.info.Info;
import io.exporterkit.text.GoFloat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counters of one command in INFO Commandstats.
///
/// In: `cmdstat_config|get:calls=3,usec=24,usec_per_call=8.00,rejected_calls=0,failed_calls=0`
///
/// @param calls how often it ran
/// @param usec microseconds it ran in all
/// @param line the value as it stands there, for what only some servers send
record CommandStats(double calls, double usec, String line) {
  private static final String PREFIX = "cmdstat_";

  /// The counters by command, as printed (`config|get`), in the server's order; lines without calls and usec are left out.
  static Map<String, CommandStats> of(Info info) {
    Map<String, CommandStats> all = new LinkedHashMap<>();
    for (int i = 0; i < info.size(); i++) {
      if (info.fieldStartsWith(i, PREFIX)) {
        String line = info.value(i);
        double calls = Fields.partNumber(line, "calls");
        double usec = Fields.partNumber(line, "usec");
        if (!GoFloat.isNone(calls) && !GoFloat.isNone(usec)) {
          String command = info.field(i).substring(PREFIX.length());
          all.putIfAbsent(command, new CommandStats(calls, usec, line));
        }
      }
    }
    return all;
  }
}
