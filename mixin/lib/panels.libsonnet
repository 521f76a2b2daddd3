// Panels of Grafana 11 that show queries to Prometheus, as functions. Nothing here depends on what is monitored.
//
// Every panel has a title, a description, a unit and the data source that the variable `datasource` selects. The
// dashboard adds ids and positions: see dashboard.libsonnet.
local datasource = { type: 'prometheus', uid: '$datasource' };
local letters = std.stringChars('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

// The fields of an object that are not null.
local present(object) = { [field]: object[field] for field in std.objectFields(object) if object[field] != null };

local panel(type, title, description, queries) = {
  type: type,
  title: title,
  // Line ends are spaces.
  description: std.strReplace(std.rstripChars(description, '\n'), '\n', ' '),
  datasource: datasource,
  // Grafana migrates panels without a version as if they came from version 6.
  pluginVersion: '11.0.0',
  targets: std.mapWithIndex(function(i, query) query { refId: letters[i], datasource: datasource }, queries),
};

// Options of the panels that reduce each series to its last value.
local lastValue = { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } };

local byRegexp(pattern, properties) = {
  matcher: { id: 'byRegexp', options: pattern },
  properties: [{ id: id, value: properties[id] } for id in std.objectFields(properties)],
};

{
  // A query over the time range: one series for each result. The legend may contain labels, such as `{{instance}}`.
  range(expr, legend):: {
    expr: expr,
    legendFormat: legend,
    editorMode: 'code',
    range: true,
    instant: false,
  },

  // A query at the end of the time range.
  instant(expr, legend):: self.range(expr, legend) { range: false, instant: true },

  // Colors by value: `base` below the first of the pairs [value, color], then the color of the pair.
  steps(pairs, base='green'):: {
    mode: 'absolute',
    steps: [{ color: base, value: null }] + [{ value: pair[0], color: pair[1] } for pair in pairs],
  },

  // Texts for values: an object of pairs [text, color] by value, such as { '1': ['up', 'green'] }.
  mapping(texts):: [{
    type: 'value',
    options: { [value]: { text: texts[value][0], color: texts[value][1] } for value in std.objectFields(texts) },
  }],

  // Lines over time.
  //   stack       whether the series are added up
  //   steps       colors by value, drawn as areas behind the lines
  //   limits      series that are limits, as colors by regular expressions of their legends: dashed, without area
  timeSeries(title, description, unit, queries, stack=false, min=0, max=null, steps=null, limits={})::
    panel('timeseries', title, description, queries) {
      fieldConfig: {
        defaults: present({
          unit: unit,
          min: min,
          max: max,
          thresholds: steps,
          color: { mode: 'palette-classic' },
          custom: {
            drawStyle: 'line',
            lineWidth: 1,
            fillOpacity: if stack then 30 else 0,
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: if stack then 'normal' else 'none', group: 'A' },
            thresholdsStyle: { mode: if steps == null then 'off' else 'area' },
          },
        }),
        overrides: [
          byRegexp(pattern, {
            color: { mode: 'fixed', fixedColor: limits[pattern] },
            'custom.lineStyle': { fill: 'dash', dash: [10, 10] },
            'custom.fillOpacity': 0,
            'custom.stacking': { mode: 'none' },
          })
          for pattern in std.objectFields(limits)
        ],
      },
      options: {
        legend: { showLegend: true, displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
    },

  // The last value of each series as a number, or as the text that `mapping` has for it.
  //   graph    whether the series over time is drawn behind the number
  //   names    whether the legend is shown instead of the value
  stat(title, description, unit, queries, steps=$.steps([]), mapping=[], graph=false, names=false, decimals=null)::
    panel('stat', title, description, queries) {
      fieldConfig: {
        defaults: present({ unit: unit, decimals: decimals }) {
          thresholds: steps,
          mappings: mapping,
          color: { mode: 'thresholds' },
        },
        overrides: [],
      },
      options: lastValue {
        colorMode: 'value',
        graphMode: if graph then 'area' else 'none',
        justifyMode: 'auto',
        orientation: 'auto',
        textMode: if names then 'name' else 'auto',
        wideLayout: true,
      },
    },

  // The last value of each series on a scale from `min` to `max`.
  gauge(title, description, unit, queries, steps, min=0, max=1)::
    panel('gauge', title, description, queries) {
      fieldConfig: {
        defaults: { unit: unit, min: min, max: max, thresholds: steps, color: { mode: 'thresholds' } },
        overrides: [],
      },
      options: lastValue { orientation: 'auto', showThresholdLabels: false, showThresholdMarkers: true },
    },

  // The last value of each series as a horizontal bar.
  barGauge(title, description, unit, queries, steps=$.steps([]))::
    panel('bargauge', title, description, queries) {
      fieldConfig: {
        defaults: { unit: unit, min: 0, thresholds: steps, color: { mode: 'thresholds' } },
        overrides: [],
      },
      options: lastValue {
        displayMode: 'basic',
        orientation: 'horizontal',
        namePlacement: 'auto',
        showUnfilled: true,
        sizing: 'auto',
        valueMode: 'color',
        minVizHeight: 16,
        minVizWidth: 8,
        maxVizHeight: 32,
      },
    },

  // Numbers by time and bucket, from one query whose series are cumulative buckets with the label `le`. The unit is
  // that of `le`.
  heatmap(title, description, unit, expr)::
    panel('heatmap', title, description, [$.range(expr, '{{le}}') { format: 'heatmap' }]) {
      fieldConfig: { defaults: { unit: unit }, overrides: [] },
      options: {
        calculate: false,
        cellGap: 1,
        cellValues: { unit: 'short', decimals: 1 },
        color: { mode: 'scheme', scheme: 'Oranges', scale: 'exponential', exponent: 0.5, steps: 64, reverse: false },
        exemplars: { color: 'rgba(255,0,255,0.7)' },
        filterValues: { le: 1e-9 },
        legend: { show: true },
        rowsFrame: { layout: 'auto' },
        showValue: 'never',
        tooltip: { mode: 'single', yHistogram: false, showColorScale: true },
        yAxis: { axisPlacement: 'left', unit: unit, reverse: false },
      },
    },

  // A column that shows a label, and `options` of the column: width, unit, mapping, steps, link, hidden, cell.
  label(label, title, options={}):: { label: label, title: title, options: options },

  // A column that shows the value of a query. The labels of the result decide to which row the value belongs.
  value(title, expr, options={}):: { expr: expr, title: title, options: options },

  // A table with one row for each set of labels: the labels that all queries have in common identify the row. `sort` is
  // the title of the column that the rows are sorted by.
  table(title, description, columns, sort=null, descending=true)::
    local values = [column for column in columns if 'expr' in column];
    local queries = [$.instant(column.expr, '') { format: 'table' } for column in values];
    // Grafana's name of the column. A single query has no letter.
    local field(column) =
      if 'label' in column then column.label
      else if std.length(values) == 1 then 'Value'
      else 'Value #' + letters[std.find(column, values)[0]];
    local property(id, value) = { id: id, value: value };
    local properties(options) = std.flattenArrays([
      if 'width' in options then [property('custom.width', options.width)] else [],
      if 'unit' in options then [property('unit', options.unit)] else [],
      if 'decimals' in options then [property('decimals', options.decimals)] else [],
      if 'min' in options then [property('min', options.min)] else [],
      if 'max' in options then [property('max', options.max)] else [],
      if 'mapping' in options then [property('mappings', options.mapping)] else [],
      if 'steps' in options then [property('thresholds', options.steps)] else [],
      if 'cell' in options then [property('custom.cellOptions', options.cell)] else [],
      if 'link' in options then [property('links', [options.link])] else [],
    ]);
    panel('table', title, description, queries) {
      fieldConfig: {
        defaults: {
          unit: 'short',
          thresholds: $.steps([]),
          color: { mode: 'thresholds' },
          custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: false, inspect: false },
        },
        overrides: [
          { matcher: { id: 'byName', options: column.title }, properties: properties(column.options) }
          for column in columns
          if properties(column.options) != []
        ],
      },
      options: {
        showHeader: true,
        cellHeight: 'sm',
        footer: { show: false, countRows: false, reducer: ['sum'], fields: '' },
        sortBy: if sort == null then [] else [{ displayName: sort, desc: descending }],
      },
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true } + {
              [field(column)]: true
              for column in columns
              if std.get(column.options, 'hidden', false)
            },
            indexByName: { [field(columns[i])]: i for i in std.range(0, std.length(columns) - 1) },
            renameByName: { [field(column)]: column.title for column in columns },
          },
        },
      ],
    },

  // Cells of tables: colored text, colored background, and a bar.
  cells:: {
    text: { type: 'color-text' },
    background: { type: 'color-background', mode: 'basic' },
    bar: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
  },
}
