package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;

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

/// A collector of the server's repeated parts, from INFO of Valkey 9.1+: I/O threads, TLS certificates, scripting
/// engines.
///
/// In:  `engine_0:name=LUA,module=lua,abi_version=4,used_memory=69632,memory_overhead=64`
/// Out: `redis_scripting_engine_memory_used_bytes{engine="LUA",module="lua",abi_version="4"} 69632`
final class ServerPartsCollector implements RedisCollector {
  static final MetricDef THREAD_TIME =
      counter(
              "active_time_io_thread_seconds_total",
              SECONDS,
              "Time for which an I/O thread was busy, without waiting (Valkey 9.1+).")
          .labels("thread");
  static final MetricDef CERTIFICATE =
      gauge(
              "tls_certificate_info",
              "1 for each certificate that the server has loaded, with its serial number as a label (Valkey 9.1+).")
          .labels("certificate", "serial");
  static final MetricDef ENGINE =
      gauge("scripting_engine_info", "1 for each scripting engine (Valkey 9.1+).")
          .labels("engine", "module", "abi_version");
  static final MetricDef ENGINE_MEMORY =
      gauge(
              "scripting_engine_memory_used_bytes",
              BYTES,
              "Memory used by a scripting engine (Valkey 9.1+).")
          .labels("engine", "module", "abi_version");
  static final MetricDef ENGINE_OVERHEAD =
      gauge(
              "scripting_engine_memory_overhead_bytes",
              BYTES,
              "Memory used by the server itself to run a scripting engine (Valkey 9.1+).")
          .labels("engine", "module", "abi_version");

  private static final String THREAD_FIELD = "used_active_time_io_thread_";
  private static final String ENGINE_FIELD = "engine_";
  private static final String TLS_FIELD = "tls_";

  @Override
  public String name() {
    return "server_parts";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(THREAD_TIME, CERTIFICATE, ENGINE, ENGINE_MEMORY, ENGINE_OVERHEAD);
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
      if (!(info.fieldStartsWith(line, THREAD_FIELD)
          || info.fieldStartsWith(line, ENGINE_FIELD)
          || info.fieldStartsWith(line, TLS_FIELD))) {
        continue;
      }
      String field = info.field(line);
      switch (field) {
        case "tls_server_cert_serial" -> certificate("server", info.value(line), out);
        case "tls_client_cert_serial" -> certificate("client", info.value(line), out);
        case "tls_ca_cert_serial" -> certificate("ca", info.value(line), out);
        default -> {
          if (isNumbered(field, THREAD_FIELD)) {
            out.add(THREAD_TIME, info.number(line), field.substring(THREAD_FIELD.length()));
          } else if (isNumbered(field, ENGINE_FIELD)) {
            engine(info.value(line), out);
          }
        }
      }
    }
  }

  private static boolean isNumbered(String field, String prefix) {
    return field.startsWith(prefix) && Fields.isNumbered(field, prefix.length());
  }

  private static void certificate(String which, String serial, Samples out) {
    if (!serial.equals("none")) {
      out.add(CERTIFICATE, 1, which, serial);
    }
  }

  private static void engine(String value, Samples out) {
    String name = Fields.part(value, "name");
    String module = Fields.part(value, "module");
    String abi = Fields.part(value, "abi_version");
    out.add(ENGINE, 1, name, module, abi);
    out.add(ENGINE_MEMORY, Fields.partNumber(value, "used_memory"), name, module, abi);
    out.add(ENGINE_OVERHEAD, Fields.partNumber(value, "memory_overhead"), name, module, abi);
  }
}
