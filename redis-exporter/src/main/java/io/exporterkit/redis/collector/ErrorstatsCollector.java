package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.counter;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.time.DeadlineException;
import java.util.List;

/// A collector of error replies by code, from INFO Errorstats (Redis 6.2+).
///
/// In: `errorstat_WRONGTYPE:count=1`   Out: `redis_errors_total{err="WRONGTYPE"} 1`
final class ErrorstatsCollector implements RedisCollector {
  static final MetricDef ERRORS =
      counter("errors_total", "Error replies sent by the server, by their first word (Redis 6.2+).")
          .labels("err");

  private static final String FIELD = "errorstat_";

  @Override
  public String name() {
    return "errorstats";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(ERRORS);
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out) throws DeadlineException {
    Info info = session.info();
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      if (info.fieldStartsWith(line, FIELD)) {
        double count = Fields.partNumber(Fields.parts(info, line), "count");
        out.add(ERRORS, count, info.field(line).substring(FIELD.length()));
      }
    }
  }
}
