// Overview of the fleet: a table with one row for each server, and the trends of each job.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(common)
  local limits = common.thresholds;
  local q(text) = common.promql(text);

  local memoryRatio = '%(redis)s_memory_used_bytes{%(at)s} / (%(redis)s_memory_max_bytes{%(at)s} > 0)';
  local alerts =
    '(' +
    'count by (%(ids)s) (ALERTS{alertstate="firing", %(at)s}) or 0 * max by (%(ids)s) (%(redis)s_up{%(at)s})' +
    ') and on (%(ids)s) %(redis)s_up{%(at)s}';

  local servers = p.table(
    'Servers',
    |||
      One row for each server. Normal is: up, no alerts, memory well below its limit, a stable hit ratio, and a lag of a
      few seconds at most. Select an instance to open its dashboard. Servers that are down have no values except Up and
      Alerts.
    |||,
    [
      p.label(q('%(instance)s'), 'Instance', { width: 260, link: common.serverLink('instance') }),
      p.label(q('%(job)s'), 'Job', { width: 130 }),
    ] + [
      p.label(label, 'Cluster', { width: 130 })
      for label in common.clusterLabels
    ] + [
      p.value('Up', common.ofRole('max by (%(ids)s) (%(redis)s_up{%(at)s})'), {
        width: 70,
        mapping: p.mapping({ '0': ['down', 'red'], '1': ['up', 'green'] }),
        cell: p.cells.background,
      }),
      p.value('Alerts', common.ofRole(alerts), {
        width: 70,
        decimals: 0,
        steps: p.steps([[1, 'red']]),
        cell: p.cells.text,
      }),
      p.value('Info', common.ofRole(common.info), { hidden: true }),
      p.label('role', 'Role', { width: 80, mapping: p.mapping({ slave: ['replica', 'text'] }) }),
      p.label('version', 'Version', { width: 120 }),
      p.value('Uptime', common.ofRole('max by (%(ids)s) (%(redis)s_uptime_in_seconds{%(at)s})'), {
        width: 100,
        unit: 's',
        decimals: 0,
        steps: p.steps([[600, 'text']], base='orange'),
        cell: p.cells.text,
      }),
      p.value('Memory', common.ofRole('max by (%(ids)s) (%(redis)s_memory_used_bytes{%(at)s})'), {
        width: 90,
        unit: 'bytes',
      }),
      p.value('Memory of limit', common.ofRole('max by (%(ids)s) (' + memoryRatio + ')'), {
        width: 150,
        unit: 'percentunit',
        decimals: 0,
        min: 0,
        max: 1,
        steps: p.steps([
          [limits.memoryUsedRatioWarning, 'orange'],
          [limits.memoryUsedRatioCritical, 'red'],
        ]),
        cell: p.cells.bar,
      }),
      p.value(
        'Commands',
        common.ofRole('max by (%(ids)s) (rate(%(redis)s_commands_processed_total{%(at)s}[$__rate_interval]))'),
        { width: 100, unit: 'ops' }
      ),
      p.value(
        'Hit ratio',
        common.ofRole(
          'max by (%(ids)s) (' +
          'rate(%(redis)s_keyspace_hits_total{%(at)s}[$__rate_interval]) / (' +
          'rate(%(redis)s_keyspace_hits_total{%(at)s}[$__rate_interval]) + ' +
          'rate(%(redis)s_keyspace_misses_total{%(at)s}[$__rate_interval]) > 0))'
        ),
        {
          width: 80,
          unit: 'percentunit',
          decimals: 0,
          steps: p.steps([[limits.hitRatioWarning, 'green']], base='orange'),
          cell: p.cells.text,
        }
      ),
      p.value('Clients', common.ofRole('max by (%(ids)s) (%(redis)s_connected_clients{%(at)s})'), {
        width: 80,
        decimals: 0,
      }),
      p.value(
        'Lag',
        common.ofRole(
          'max by (%(ids)s) (%(redis)s_master_last_io_seconds_ago{%(at)s}) or ' +
          'max by (%(ids)s) (%(redis)s_connected_slave_lag_seconds{%(at)s})'
        ),
        {
          width: 90,
          unit: 's',
          mapping: p.mapping({ '-1': ['link down', 'red'] }),
          steps: p.steps([[limits.replicaLagSecondsWarning, 'orange']]),
          cell: p.cells.text,
        }
      ),
    ],
    sort='Alerts',
  );

  // The sum of a query over the servers of the selected roles.
  local total(text) = 'sum(' + common.ofRole(text) + ')';
  // The sum for each job.
  local byJob(text, legend='') =
    common.range('sum by (%(jobs)s) (' + common.ofRole(text) + ')', legend + '{{%(job)s}}');

  common.dashboard(
    'overview',
    'All Redis and Valkey servers: which of them need attention, and how the load of each job develops.',
    common.variables() + [common.roleVariable],
    [
      d.row('Servers', [
        d.line([
          p.stat(
            'Scraped servers',
            |||
              Servers that Prometheus scrapes through the exporter. If the number changes although nobody added or
              removed a server, look at the service discovery.
            |||,
            'short',
            [common.range('count(' + common.ofRole('%(redis)s_up{%(at)s}') + ')', 'servers')],
            graph=true,
          ),
          p.stat(
            'Servers down',
            |||
              Servers that the exporter cannot reach or that refuse it. Normal is 0. The dashboard of the exporter shows
              the reason of each.
            |||,
            'short',
            [common.range(total('1 - %(redis)s_up{%(at)s}'), 'down')],
            steps=p.steps([[1, 'red']]),
            graph=true,
          ),
          p.stat(
            'Servers by role',
            'Masters and replicas (slave) that answer. Compare with the numbers that you run.',
            'short',
            [common.range(
              'count by (role) (' + common.ofRole('%(redis)s_instance_info{%(at)s, role!=""}') + ')', '{{role}}'
            )],
          ),
        ], height=4),
        d.line([servers], height=14),
      ]),
      d.row('Trends by job', [
        d.line([
          p.timeSeries(
            'Commands',
            'Commands that the servers of a job execute per second. A sudden change comes from the clients.',
            'ops',
            [byJob('rate(%(redis)s_commands_processed_total{%(at)s}[$__rate_interval])')],
          ),
          p.timeSeries(
            'Used memory',
            'Used memory of all servers of a job. Plan more memory before the servers reach their limits.',
            'bytes',
            [byJob('%(redis)s_memory_used_bytes{%(at)s}')],
          ),
          p.timeSeries(
            'Fullest servers',
            |||
              Used memory as a part of maxmemory, for the five servers with the highest part. At 100 % a server evicts
              keys or refuses writes, depending on maxmemory-policy: raise maxmemory, delete keys or add servers before.
              Servers without a limit are not shown.
            |||,
            'percentunit',
            [common.range('topk(5, ' + common.ofRole(memoryRatio) + ')', '{{%(instance)s}}')],
            max=1,
            steps=p.steps([
              [limits.memoryUsedRatioWarning, 'orange'],
              [limits.memoryUsedRatioCritical, 'red'],
            ], base='transparent'),
          ),
        ]),
        d.line([
          p.timeSeries(
            'Evicted keys',
            |||
              Keys that were removed per second because memory was full. Normal is 0 for a store, and a low, stable rate
              for a cache. If the hit ratio falls at the same time, the cache is too small.
            |||,
            'cps',
            [byJob('rate(%(redis)s_evicted_keys_total{%(at)s}[$__rate_interval])')],
          ),
          p.timeSeries(
            'Network traffic',
            'Bytes received and sent per second. Compare with the bandwidth of the hosts.',
            'Bps',
            [
              byJob('rate(%(redis)s_net_input_bytes_total{%(at)s}[$__rate_interval])', 'received '),
              byJob('rate(%(redis)s_net_output_bytes_total{%(at)s}[$__rate_interval])', 'sent '),
            ],
          ),
          p.timeSeries(
            'Error replies',
            |||
              Error replies per second (Redis 6.2, Valkey). Normal is near 0; some clients cause a few, such as
              NOSCRIPT. The dashboard of an instance shows the errors by code.
            |||,
            'cps',
            [byJob('rate(%(redis)s_total_error_replies{%(at)s}[$__rate_interval])')],
          ),
        ]),
      ]),
    ],
  )
