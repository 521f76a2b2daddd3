{
  prometheusRules+:: { groups+: [] },
}
