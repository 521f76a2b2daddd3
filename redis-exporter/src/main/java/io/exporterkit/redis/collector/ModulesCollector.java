package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.InfoTable;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A collector of the loaded modules and their own fields, from `INFO MODULES`. [InfoTable] maps a field to its metric.
///
/// In:  `module:name=search,ver=21005,api=1,filters=0,usedby=[],using=[ReJSON],options=[...]`, `search_global_idle:3`
/// Out: `redis_module_info{name="search",ver="21005",api="1",filters="0",usedby="[]",using="[ReJSON]"} 1`,
///      `redis_search_global_idle 3`
final class ModulesCollector implements RedisCollector {
  static final MetricDef MODULE =
      gauge(
              "module_info",
              "1 for each loaded module, with its version and its dependencies as labels.")
          .labels("name", "ver", "api", "filters", "usedby", "using");

  private static final Command INFO_MODULES = Command.of("INFO", "MODULES").everywhere();

  @Override
  public String name() {
    return "modules";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>(List.of(MODULE));
    InfoTable.moduleRows().forEach(row -> metrics.add(row.def()));
    return metrics;
  }

  @Override
  public List<Command> commands() {
    return List.of(INFO_MODULES);
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    if (!(session.ask(INFO_MODULES) instanceof Reply.Bulk bulk)) {
      throw new IOException(INFO_MODULES + " did not return text");
    }
    Info info = Info.parse(bulk.wholeLines());
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      String field = info.field(line);
      if (field.equals("module")) {
        module(info.value(line), out);
      } else {
        FieldRow row = InfoTable.find(field);
        if (row != null) {
          row.add(Fields.number(info, line), out);
        }
      }
    }
    if (bulk.isCut()) {
      throw new IOException(INFO_MODULES + " is too long: only its first part was read");
    }
  }

  private static void module(String value, Samples out) {
    String name = Fields.part(value, "name");
    if (!name.isEmpty()) {
      out.add(
          MODULE,
          1,
          name,
          Fields.part(value, "ver"),
          Fields.part(value, "api"),
          Fields.part(value, "filters"),
          Fields.part(value, "usedby"),
          Fields.part(value, "using"));
    }
  }
}
