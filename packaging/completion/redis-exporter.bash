# Completion of redis-exporter for bash. Generated from the table of options; do not edit.
_redis_exporter() {
  local word=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD - 1]} joined= prefix=
  COMPREPLY=()
  # Bash splits -flag=value into three words, unless = is removed from COMP_WORDBREAKS.
  if [[ $word == = ]]; then
    joined=1 word=
  elif [[ $flag == = ]]; then
    joined=1 flag=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $word == -*=* ]]; then
    joined=1 flag=${word%%=*} prefix=${word%%=*}= word=${word#*=}
  fi
  if [[ $flag == -* ]]; then
    flag=${flag#-}
    flag=${flag#-}
  else
    flag=
  fi
  case $flag in
    tls-server-min-version)
      mapfile -t COMPREPLY < <(compgen -P "$prefix" -W 'TLS1.2 TLS1.3' -- "$word")
      return
      ;;
    log-level)
      mapfile -t COMPREPLY < <(compgen -P "$prefix" -W 'DEBUG INFO WARN ERROR' -- "$word")
      return
      ;;
    log-format)
      mapfile -t COMPREPLY < <(compgen -P "$prefix" -W 'txt json' -- "$word")
      return
      ;;
    redis.password-file | \
      tls-ca-cert-file | \
      tls-client-cert-file | \
      tls-client-key-file | \
      script | \
      web.config.file | \
      tls-server-cert-file | \
      tls-server-key-file | \
      tls-server-ca-cert-file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -P "$prefix" -f -- "$word")
      return
      ;;
    redis.addr | \
      redis.user | \
      redis.password | \
      connection-timeout | \
      connection.max-age | \
      config-command | \
      tls-server-name | \
      namespace | \
      scrape.max-series | \
      scrape.max-series-per-family | \
      check-keys | \
      check-single-keys | \
      count-keys | \
      check-key-groups | \
      max-distinct-key-groups | \
      check-keys-batch-size | \
      scan.interval | \
      scan.max-share | \
      check-streams | \
      check-single-streams | \
      check-search-indexes | \
      web.listen-address | \
      web.telemetry-path | \
      probe.allow | \
      probe.credentials | \
      web.max-requests | \
      basic-auth-username | \
      basic-auth-password | \
      basic-auth-hash-password)
      return
      ;;
  esac
  if [[ -n $joined ]]; then
    mapfile -t COMPREPLY < <(compgen -P "$prefix" -W 'true false' -- "$word")
    return
  fi
  [[ $word != --* ]] || prefix=-
  mapfile -t COMPREPLY < <(compgen -P "$prefix" -W '
    -redis.addr
    -redis.user
    -redis.password
    -redis.password-file
    -connection-timeout
    -connection.max-age
    -set-client-name
    -ping-on-connect
    -config-command
    -tls-ca-cert-file
    -tls-client-cert-file
    -tls-client-key-file
    -tls-server-name
    -skip-tls-verification
    -namespace
    -append-instance-role-label
    -include-metrics-for-empty-databases
    -include-config-metrics
    -redact-config-metrics
    -include-system-metrics
    -include-rdb-file-size-metric
    -exclude-latency-histogram-metrics
    -redis-only-metrics
    -include-go-runtime-metrics
    -scrape.max-series
    -scrape.max-series-per-family
    -check-keys
    -check-single-keys
    -count-keys
    -check-key-groups
    -max-distinct-key-groups
    -check-keys-batch-size
    -scan.interval
    -scan.max-share
    -disable-exporting-key-values
    -skip-checkkeys-for-role-master
    -check-streams
    -check-single-streams
    -streams-exclude-consumer-metrics
    -script
    -lua-script-read-only
    -export-client-list
    -export-client-port
    -include-sentinel-peer-info
    -is-cluster
    -cluster-discover-hostnames
    -include-modules-metrics
    -include-search-indexes-metrics
    -check-search-indexes
    -is-tile38
    -web.listen-address
    -web.systemd-socket
    -web.telemetry-path
    -disable-scrape-endpoint
    -probe.allow
    -probe.credentials
    -web.max-requests
    -web.config.file
    -web.enable-openmetrics
    -web.handler-metrics
    -basic-auth-username
    -basic-auth-password
    -basic-auth-hash-password
    -tls-server-cert-file
    -tls-server-key-file
    -tls-server-ca-cert-file
    -tls-server-min-version
    -log-level
    -debug
    -log-format
    -version
  ' -- "${word#"$prefix"}")
}
complete -F _redis_exporter redis-exporter prometheus-redis-exporter
