// The parts that all dashboards share. `config` is the mixin's _config.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(config)
  local cluster = config.clusterLabel;
  local clusters = if cluster == null then [] else [cluster];
  local matchers(list) = std.join(', ', [matcher for matcher in list if matcher != '']);
  local selector = config.dashboards.selector;
  local inClusters = matchers([selector, if cluster == null then '' else cluster + '=~"$cluster"']);
  local inJobs = matchers([inClusters, config.jobLabel + '=~"$job"']);
  local words = {
    // The prefix of metrics.
    redis: config.namespace,
    // The names of the labels of jobs and servers.
    job: config.jobLabel,
    instance: config.instanceLabel,
    // Labels that identify a job, and a server.
    jobs: std.join(', ', clusters + [config.jobLabel]),
    ids: std.join(', ', clusters + [config.jobLabel, config.instanceLabel]),
    // Matchers of the selected jobs, and of the selected servers.
    inJobs: inJobs,
    at: matchers([inJobs, config.instanceLabel + '=~"$instance"']),
  };
  // As the operator % would do, but in half of the time.
  local promql(text) = std.foldl(
    function(done, word) std.strReplace(done, '%(' + word + ')s', words[word]), std.objectFields(words), text
  );
  local uid(name) = 'redis-' + name;
  local titles = {
    overview: 'Overview of the fleet',
    instance: 'Instance',
    replication: 'Replication and sentinel',
    cluster: 'Cluster',
    keys: 'Keys and streams',
    exporter: 'The exporter itself',
  };
  local order = ['overview', 'instance', 'replication', 'cluster', 'keys', 'exporter'];
  {
    thresholds: config.thresholds,

    // The extra label of clusters in a list, which is empty where none is configured.
    clusterLabels: clusters,

    // Inserts the configured names into a query or a legend. `%(redis)s_up{%(at)s}` becomes, by default,
    // `redis_up{job=~"$job", instance=~"$instance"}`.
    promql: promql,

    // A query over the time range, with the configured names in the query and in the legend.
    range(text, legend): p.range(promql(text), promql(legend)),

    // A query of each server, with the name of the server behind the legend.
    each(text, legend=''): self.range(text, (if legend == '' then '' else legend + ' ') + '{{%(instance)s}}'),

    // Restricts a query to servers of the selected roles. Servers that are down have no role and remain.
    ofRole(text): promql(
      '(' + text + ') unless on (%(ids)s) %(redis)s_instance_info{%(at)s, role!~"$role"}'
    ),

    // The labels role and version of each server, with the words Redis or Valkey, and sentinel.
    info: promql(|||
      max by (%(ids)s, role, version) (
        label_replace(
          label_replace(
            label_replace(%(redis)s_instance_info{%(at)s}, "version", "Redis $1", "redis_version", "(.+)"),
            "version", "Valkey $1", "valkey_version", "(.+)"
          ),
          "role", "sentinel", "redis_mode", "sentinel"
        )
      )
    |||),

    // The variables datasource, cluster (where configured), job and instance. `metric` selects the jobs and instances.
    variables(metric='up', allInstances=true):
      local values(where, label) = 'label_values(%s_%s{%s}, %s)' % [config.namespace, metric, where, label];
      [d.datasourceVariable] +
      [d.variable('cluster', 'Cluster', values(selector, label)) for label in clusters] +
      [
        d.variable('job', 'Job', values(inClusters, config.jobLabel)),
        d.variable('instance', 'Instance', values(inJobs, config.instanceLabel), all=allInstances),
      ],

    // Roles of the selected jobs. A sentinel has none.
    roleVariable: d.variable(
      'role', 'Role', promql('label_values(%(redis)s_instance_info{%(inJobs)s}, role)'), allValue='.*'
    ),

    // Databases that contain keys.
    databaseVariable: d.variable(
      'database',
      'Database',
      promql('query_result(count by (db) (%(redis)s_db_keys{%(at)s} > 0))'),
      regex='/db="([^"]+)"/',
    ),

    // Marks of restarts and failovers.
    annotations: [
      d.annotation(
        'Restart',
        'orange',
        promql('resets(%(redis)s_uptime_in_seconds{%(at)s}[$__rate_interval]) > 0'),
        promql('{{%(instance)s}} has restarted'),
      ),
      d.annotation(
        'Failover',
        'purple',
        promql(
          '%(redis)s_instance_info{%(at)s, role="master"} ' +
          'and on (%(ids)s) %(redis)s_instance_info{%(at)s, role="slave"} offset $__rate_interval'
        ),
        promql('{{%(instance)s}} has become a master'),
      ),
    ],

    // The address of a dashboard for the server in a row of a table with the columns Job and Instance.
    serverLink(name): {
      title: titles[name],
      url: '/d/' + uid(name) + '?' + std.join('&', [
        '${datasource:queryparam}',
        'var-job=${__data.fields.Job}',
        'var-instance=${__data.fields.Instance}',
        '${__url_time_range}',
      ]),
    },

    // A dashboard with links to all others.
    dashboard(name, description, variables, rows, annotations=self.annotations): {
      [uid(name) + '.json']: d.dashboard(
        uid(name),
        config.dashboards.title + ' / ' + titles[name],
        description,
        config.dashboards,
        variables,
        rows,
        links=[d.link(titles[other], uid(other)) for other in order if other != name],
        annotations=annotations,
      ),
    },
  }
