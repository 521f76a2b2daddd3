// Replication and sentinel: masters, their replicas, and the sentinels that watch them.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(c)
  local limits = c.thresholds;
  local ofReplica = '{{slave_ip}}:{{slave_port}} of {{%(instance)s}}';
  local hidden = [p.label(label, 'Cluster', { hidden: true }) for label in c.clusterLabels];
  local upDown = p.mapping({ '0': ['down', 'red'], '1': ['up', 'green'] });
  local yesNo = p.mapping({ '0': ['no', 'red'], '1': ['yes', 'green'] });
  // A metric of the link of each replica to its master.
  local ofLink(metric, more='') =
    c.promql('max by (%(ids)s, master_host, master_port' + more + ') (%(redis)s_' + metric + '{%(at)s})');
  local sentinel(metric) = '%(redis)s_sentinel_' + metric + '{%(at)s}';
  local byMaster(metric, more='') =
    c.promql('max by (%(ids)s, master_name' + more + ') (' + sentinel(metric) + ')');
  // A query of each sentinel and master.
  local ofSentinel(text, legend) = c.each(text, legend + '{{master_name}} at');

  c.dashboard(
    'replication',
    'Masters, their replicas, and the sentinels that watch them.',
    c.variables('instance_info'),
    [
      d.row('Replication', [
        d.line([
          p.table(
            'Replicas',
            |||
              One row for each replica and master, as the replica reports it. Normal is: link up, last data less than
              ten seconds ago, no synchronization. Link down: look at the network, the password (masterauth) and the
              log.
            |||,
            [
              p.label(c.promql('%(instance)s'), 'Instance', { width: 260, link: c.serverLink('instance') }),
              p.label(c.promql('%(job)s'), 'Job', { width: 130 }),
              p.value('Info', ofLink('slave_info', ', read_only'), { hidden: true }),
              p.label('master_host', 'Master', { width: 160 }),
              p.label('master_port', 'Port', { width: 70 }),
              p.value('Link', ofLink('master_link_up'), {
                width: 70,
                mapping: upDown,
                cell: p.cells.background,
              }),
              p.value('Last data', ofLink('master_last_io_seconds_ago'), {
                width: 90,
                unit: 's',
                mapping: p.mapping({ '-1': ['link down', 'red'] }),
                steps: p.steps([[limits.replicaLagSecondsWarning, 'orange']]),
                cell: p.cells.text,
              }),
              p.value('Synchronization', ofLink('master_sync_in_progress'), {
                width: 120,
                mapping: p.mapping({ '0': ['none', 'text'], '1': ['running', 'orange'] }),
                cell: p.cells.text,
              }),
              p.label('read_only', 'Writable', {
                width: 80,
                mapping: p.mapping({ '0': ['yes', 'orange'], '1': ['no', 'green'] }),
                cell: p.cells.text,
              }),
              p.value('Priority', c.promql('max by (%(ids)s) (%(redis)s_slave_priority{%(at)s})'), {
                width: 80,
                mapping: p.mapping({ '0': ['never', 'orange'] }),
              }),
            ] + hidden,
            sort='Link',
            descending=false,
          ) { width:: 16 },
          p.timeSeries(
            'Masters and replicas',
            |||
              Servers of each job by role; slave is a replica. Two masters where you expect one, or none, need attention
              at once: look at the sentinels below.
            |||,
            'short',
            [c.range('count by (%(jobs)s, role) (%(redis)s_instance_info{%(at)s, role!=""})', '{{role}} {{%(job)s}}')],
          ) { width:: 8 },
        ], height=9),
        d.line([
          p.timeSeries(
            'Lag in bytes',
            |||
              Bytes of the replication stream that a replica has not acknowledged yet. Normal is some kilobytes. A lag
              that grows: the replica or the network is too slow. Above the size of the backlog a lost connection costs
              a full synchronization.
            |||,
            'bytes',
            [c.range(
              '%(redis)s_master_repl_offset{%(at)s} ' +
              '- on (%(ids)s) group_right () %(redis)s_connected_slave_offset_bytes{%(at)s}',
              ofReplica
            )],
            steps=p.steps([[limits.replicaLagBytesWarning, 'orange']], base='transparent'),
          ),
          p.timeSeries(
            'Lag in seconds',
            'Time since the last acknowledgement by a replica. Replicas acknowledge every second: normal is 0 or 1.',
            's',
            [c.range('%(redis)s_connected_slave_lag_seconds{%(at)s}', ofReplica)],
            steps=p.steps([[limits.replicaLagSecondsWarning, 'orange']], base='transparent'),
          ),
          p.timeSeries(
            'Connected replicas',
            'Replicas that are connected to a master. Fewer than you run: look at the table above, and at the log.',
            'short',
            [c.each(
              '%(redis)s_connected_slaves{%(at)s} and on (%(ids)s) %(redis)s_instance_info{%(at)s, role="master"}'
            )],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Synchronizations',
            |||
              Replicas that continued from the backlog (partial), could not continue (denied), and copied all data
              (full). Full synchronizations that repeat load the master: raise repl-backlog-size, or the output buffer
              limit of replicas.
            |||,
            'short',
            [
              c.each('increase(%(redis)s_replica_partial_resync_accepted{%(at)s}[$__rate_interval])', 'partial'),
              c.each('increase(%(redis)s_replica_partial_resync_denied{%(at)s}[$__rate_interval])', 'denied'),
              c.each('increase(%(redis)s_replica_resyncs_full{%(at)s}[$__rate_interval])', 'full'),
            ],
          ),
          p.timeSeries(
            'Time that the backlog covers',
            |||
              How long a replica can be disconnected and still continue without a full synchronization: the size of the
              backlog divided by the present rate of writes. It should be longer than a restart of a replica; if not,
              raise repl-backlog-size. Empty without writes.
            |||,
            's',
            [c.each(
              '%(redis)s_replication_backlog_bytes{%(at)s} / ' +
              '(rate(%(redis)s_master_repl_offset{%(at)s}[$__rate_interval]) > 0) ' +
              'and on (%(ids)s) %(redis)s_connected_slaves{%(at)s} > 0'
            )],
          ),
          p.timeSeries(
            'Replication traffic',
            |||
              Bytes per second that masters send to replicas, and replicas receive (Redis 7, Valkey). A high peak is a
              full synchronization. Compare with the bandwidth of the network.
            |||,
            'Bps',
            [
              c.each('rate(%(redis)s_net_repl_output_bytes_total{%(at)s}[$__rate_interval])', 'sent'),
              c.each('rate(%(redis)s_net_repl_input_bytes_total{%(at)s}[$__rate_interval])', 'received'),
            ],
          ),
        ]),
      ]),
      d.row('Sentinel', [
        d.line([
          p.table(
            'Masters of the sentinels',
            |||
              One row for each sentinel and master. Normal is: master up, quorum reachable, all sentinels and replicas
              ok. Without a quorum no failover starts: start the missing sentinels. Sentinels that disagree about the
              address of the master cannot reach each other.
            |||,
            [
              p.label(c.promql('%(instance)s'), 'Sentinel', { width: 240 }),
              p.label('master_name', 'Master', { width: 120 }),
              p.value('Status', byMaster('master_status', ', master_address, master_status'), {
                width: 70,
                mapping: upDown,
                cell: p.cells.background,
              }),
              p.label('master_address', 'Address', { width: 170 }),
              p.label('master_status', 'State', { width: 130 }),
              p.value('Quorum', byMaster('master_ckquorum_status'), { width: 80, mapping: yesNo, cell: p.cells.text }),
              p.value('Needed', byMaster('master_setting_ckquorum'), { width: 80 }),
              p.value('Sentinels', byMaster('master_sentinels'), { width: 90 }),
              p.value('Replicas', byMaster('master_slaves'), { width: 90 }),
            ] + [
              p.label(c.promql('%(job)s'), 'Job', { hidden: true }),
            ] + hidden,
            sort='Status',
            descending=false,
          ) { width:: 18 },
          p.stat(
            'TILT mode',
            |||
              Whether a sentinel is in TILT mode, in which it starts no failover because its clock jumped or its process
              stopped for a while. Normal is off. It ends by itself after 30 s; if it returns, look at the host.
            |||,
            'short',
            [c.range('%(redis)s_sentinel_tilt{%(at)s}', '{{%(instance)s}}')],
            mapping=p.mapping({ '0': ['off', 'green'], '1': ['on', 'red'] }),
          ) { width:: 6 },
        ]),
        d.line([
          p.timeSeries(
            'Sentinels and replicas that are not ok',
            'Known sentinels and replicas of a master that are down, from the view of each sentinel. Normal is 0.',
            'short',
            [
              ofSentinel(sentinel('master_sentinels') + ' - ' + sentinel('master_ok_sentinels'), 'sentinels of '),
              ofSentinel(sentinel('master_slaves') + ' - ' + sentinel('master_ok_slaves'), 'replicas of '),
            ],
          ),
          p.timeSeries(
            'Last good reply of the master',
            |||
              Time since the master last replied to a ping, and the time after which the sentinel considers it down.
              Normal is about a second.
            |||,
            's',
            [
              ofSentinel(sentinel('master_last_ok_ping_reply_seconds'), 'reply of '),
              ofSentinel(sentinel('master_setting_down_after_milliseconds') + ' / 1000', 'limit of '),
            ],
            limits={ '/^limit /': 'red' },
          ),
          p.timeSeries(
            'Failovers',
            |||
              Increases of the configuration epoch of a master: each failover increments it. If they repeat, the time
              down-after-milliseconds is too short, or the master stops for long: look at its forks and slow commands.
            |||,
            'short',
            // The label master_address changes with a failover, so that each series alone never increases.
            [ofSentinel('increase(' + byMaster('master_config_epoch') + '[$__rate_interval:])', '')],
          ),
        ]),
      ]),
    ],
  )
