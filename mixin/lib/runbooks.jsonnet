// The index of the runbooks, docs/runbooks/README.md.
local mixin = import 'mixin.libsonnet';

local row(rule) = '| [%s](%s.md) | %s | %s |' % [
  rule.alert,
  std.asciiLower(rule.alert),
  rule.labels.severity,
  rule.annotations.summary,
];

local rows = [row(rule) for group in mixin.prometheusAlerts.groups for rule in group.rules];

std.rstripChars(|||
  # Runbooks

  Each alert of the [mixin](../../mixin) has a page here: what the alert means, how to look closer, what to do, and how
  to silence it. The annotation `runbook_url` of an alert is the address of its page.

  The pages use the default names: the prefix `redis_` of the metrics, and the labels `job` and `instance`. Replace
  `HOST` by the server that the alert names. `redis-cli` and `valkey-cli` understand the same commands.

  ## Severities

  | severity | meaning |
  |---|---|
  | critical | clients fail or data may be lost now: wake somebody |
  | warning | clients will fail if nobody acts within hours: look during the day |
  | info | a fact that explains other alerts: do not notify |

  ## Silences and thresholds

  A silence ends by itself, so use one while you work on a server:

      amtool silence add alertname=RedisMemoryHigh instance=cache-1:6379 --duration=2h --comment="resize in progress"

  A threshold is for good. The thresholds are in [config.libsonnet](../../mixin/config.libsonnet) under `thresholds`. A
  jsonnet file of your own changes them, and `jsonnet -J` with the directory of the mixin renders the file:

      (import 'mixin.libsonnet') + {
        _config+:: { thresholds+: { memoryUsedRatioWarning: 0.9 } },
      }

  Without jsonnet, change the number in [alerts.yaml](../../mixin/rendered/alerts.yaml).

  ## Alerts

  | alert | severity | summary |
  |---|---|---|
  %s

  Written by `make mixin`.
||| % std.join('\n', rows), '\n')
