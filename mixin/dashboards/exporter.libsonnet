// The exporter itself: scrapes of targets, their collectors, and the process.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(c)
  local each = c.each;
  // Metrics of the process, of exporters only.
  local ofExporter(text) = text + ' and on (%(ids)s) %(redis)s_exporter_known_targets{%(at)s}';

  c.dashboard(
    'exporter',
    |||
      The exporter: whether its scrapes are complete and in time, and what its process needs. The panels of the process
      need a scrape of the path /metrics of the exporter. If the exporter scrapes many targets, select the instance that
      is its own address, or all.
    |||,
    c.variables('exporter_build_info'),
    [
      d.row('Scrapes of the selected targets', [
        d.line([
          p.table(
            'Targets with an error',
            |||
              The first error of the last scrape of each target. Normal is an empty table. Connection refused: the
              server or the address is wrong. NOAUTH and WRONGPASS: the password. NOPERM: the rights, see docs/acl.md of
              the exporter.
            |||,
            [
              p.label(c.promql('%(instance)s'), 'Target', { width: 260 }),
              p.label(c.promql('%(job)s'), 'Job', { width: 130 }),
              p.label('err', 'Error'),
              p.value('Failed', c.promql('max by (%(ids)s, err) (%(redis)s_exporter_last_scrape_error{%(at)s}) == 1'), {
                hidden: true,
              }),
            ] + [p.label(label, 'Cluster', { width: 130 }) for label in c.clusterLabels],
          ),
          p.table(
            'Incomplete collectors',
            |||
              Collectors whose last run was not complete. forbidden: grant the rights, see docs/acl.md of the exporter.
              failed: the log of the exporter has the reason. timed_out: the target is slow, or scrape_timeout is too
              short.
            |||,
            [
              p.label(c.promql('%(instance)s'), 'Target', { width: 260 }),
              p.label(c.promql('%(job)s'), 'Job', { width: 130 }),
              p.label('collector', 'Collector'),
              p.label('outcome', 'Outcome'),
              p.value(
                'Value',
                c.promql(
                  'max by (%(ids)s, collector, outcome) ' +
                  '(%(redis)s_exporter_collector_outcome{%(at)s, outcome!~"ok|skipped"}) == 1'
                ),
                { hidden: true }
              ),
            ] + [p.label(label, 'Cluster', { width: 130 }) for label in c.clusterLabels],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Duration of the scrapes',
            |||
              Duration of the last scrape of each target: the ten slowest. Normal is some milliseconds, more with checks
              of many keys. Near scrape_timeout pages are incomplete: raise the time-out, or check fewer keys.
            |||,
            's',
            [each('topk(10, %(redis)s_exporter_last_scrape_duration_seconds{%(at)s})')],
          ),
          p.timeSeries(
            'Duration of the collectors',
            'The longest run of each collector among the selected targets: the ten slowest collectors.',
            's',
            [c.range(
              'topk(10, max by (collector) (%(redis)s_exporter_collector_duration_seconds{%(at)s}))', '{{collector}}'
            )],
          ),
        ]),
        d.line([
          p.timeSeries(
            'New connections',
            |||
              Duration of connecting, of scrapes that opened a connection. Normal is an empty panel: connections are
              kept open. If a target connects at each scrape, a proxy or the setting timeout closes the connections.
            |||,
            's',
            [each('%(redis)s_exporter_last_scrape_connect_time_seconds{%(at)s} > 0')],
          ),
          p.timeSeries(
            'Incomplete checks of keys',
            |||
              How far scans for checks of keys came, if they did not read all keys before the deadline. Normal is an
              empty panel. Otherwise the metrics of keys are too low: raise scrape_timeout, or check less often in a job
              of its own.
            |||,
            'percentunit',
            [each('%(redis)s_exporter_scan_progress_ratio{%(at)s} < 1', '{{check}} {{db}} {{key}}')],
            max=1,
          ),
        ]),
      ]),
      d.row('The process of the exporter (needs a scrape of its metrics path)', [
        d.line([
          p.timeSeries(
            'Scrapes by outcome',
            |||
              Scrapes of all targets per second. partial: a collector failed. down: the target could not be reached.
              Both tables above show the targets.
            |||,
            'ops',
            [each('rate(%(redis)s_exporter_target_scrapes_total{%(at)s}[$__rate_interval])', '{{outcome}}')],
          ),
          p.timeSeries(
            'Scrapes at the same time',
            'Many at a time are targets that hang: find them in the panel of durations.',
            'short',
            [each('%(redis)s_exporter_scrapes_in_flight{%(at)s}')],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Refused requests',
            |||
              Requests per second that were answered with 503, because web.max-requests scrapes ran already, or with
              400, because the target was invalid. Normal is 0.
            |||,
            'reqps',
            [
              each('rate(%(redis)s_exporter_scrapes_rejected_total{%(at)s}[$__rate_interval])', 'too many (503)'),
              each(
                ofExporter('rate(%(redis)s_target_scrape_request_errors_total{%(at)s}[$__rate_interval])'),
                'invalid (400)'
              ),
            ],
          ),
          p.timeSeries(
            'Targets and connections',
            |||
              Targets that the exporter remembers, and connections that it keeps open. Far fewer connections than
              targets: raise the limit of open files, see docs/fleet.md.
            |||,
            'short',
            [
              each('%(redis)s_exporter_known_targets{%(at)s}', 'targets'),
              each('%(redis)s_exporter_kept_connections{%(at)s}', 'connections'),
            ],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Processor',
            'Processor time of the process. 1 is one processor. A scrape needs a few milliseconds.',
            'percentunit',
            [each(ofExporter('rate(process_cpu_seconds_total{%(at)s}[$__rate_interval])'))],
          ),
          p.timeSeries(
            'Memory',
            'Physical memory of the process. Normal is 50 to 100 MB; docs/fleet.md has figures.',
            'bytes',
            [each(ofExporter('process_resident_memory_bytes{%(at)s}'))],
          ),
          p.timeSeries(
            'Open files',
            |||
              Open file descriptors as a part of the limit. Each target needs one. Above 80 % raise LimitNOFILE or
              ulimit -n.
            |||,
            'percentunit',
            [each(ofExporter('process_open_fds{%(at)s} / (process_max_fds{%(at)s} > 0)'))],
            max=1,
            steps=p.steps([[0.8, 'orange']], base='transparent'),
          ),
        ]),
        d.line([
          p.stat(
            'Last reload',
            'Whether the last reload of the configuration succeeded. If not, the log has the reason.',
            'short',
            [each('%(redis)s_exporter_config_last_reload_successful{%(at)s}')],
            mapping=p.mapping({ '0': ['failed', 'red'], '1': ['ok', 'green'] }),
          ),
          p.stat(
            'Dropped samples',
            |||
              Samples that were left out in the selected time range, because the page already had the same series.
              Normal is 0. The log names each metric once.
            |||,
            'short',
            [each('increase(%(redis)s_exporter_samples_dropped_total{%(at)s}[$__range])')],
            steps=p.steps([[1, 'orange']]),
          ),
        ], height=4),
      ]),
    ],
    // Restarts of servers are not of interest here.
    annotations=[],
  )
