// A dashboard of Grafana 11 in its classic schema, made of rows of panels. Nothing here depends on what is monitored.
local datasource = { type: 'prometheus', uid: '$datasource' };

// The positions of panels side by side. A panel is as wide as its hidden field `width` says; the others share the rest
// of the 24 columns.
local place(line, y, id) =
  local fixed = [panel.width for panel in line.panels if std.objectHasAll(panel, 'width')];
  local rest = 24 - std.foldl(function(sum, width) sum + width, fixed, 0);
  local others = std.length(line.panels) - std.length(fixed);
  local width(panel) = if std.objectHasAll(panel, 'width') then panel.width else std.floor(rest / others);
  std.foldl(
    function(placed, panel) {
      x: placed.x + width(panel),
      panels: placed.panels + [panel {
        id: id + std.length(placed.panels),
        gridPos: { x: placed.x, y: y, w: width(panel), h: line.height },
      }],
    },
    line.panels,
    { x: 0, panels: [] },
  ).panels;

// The rows one below another: `placed.y` is the first free line of the grid, `placed.id` the last id in use.
local placeRow(placed, row) =
  local inside = std.foldl(
    function(placed, line) {
      y: placed.y + line.height,
      id: placed.id + std.length(line.panels),
      panels: placed.panels + place(line, placed.y, placed.id + 1),
    },
    row.lines,
    { y: placed.y + 1, id: placed.id + 1, panels: [] },
  );
  local header = {
    id: placed.id + 1,
    type: 'row',
    title: row.title,
    collapsed: row.collapsed,
    gridPos: { x: 0, y: placed.y, w: 24, h: 1 },
    panels: if row.collapsed then inside.panels else [],
  };
  {
    y: if row.collapsed then placed.y + 1 else inside.y,
    id: inside.id,
    panels: placed.panels + [header] + (if row.collapsed then [] else inside.panels),
  };

{
  // A row: a title, and lines of panels below it. The panels of a collapsed row are not loaded before it is opened.
  row(title, lines, collapsed=false):: { title:: title, lines:: lines, collapsed:: collapsed },

  // Panels side by side, with the same height.
  line(panels, height=8):: { panels:: panels, height:: height },

  // The variable `datasource`, which selects a Prometheus.
  datasourceVariable:: {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    current: {},
    options: [],
    regex: '',
    refresh: 1,
    hide: 0,
    includeAll: false,
    multi: false,
    skipUrlSync: false,
  },

  // A variable whose values are the result of a query, such as `label_values(up, job)`. Several values may be selected.
  //   all         whether all values may be selected at once, which is then the default
  //   allValue    the regular expression that stands for all values
  //   regex       the part of each result that is the value
  variable(name, label, query, all=true, allValue='.+', regex=''):: {
    name: name,
    label: label,
    type: 'query',
    datasource: datasource,
    definition: query,
    query: { query: query, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    regex: regex,
    // Queries again when the time range changes.
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: all,
    allValue: allValue,
    current: if all then { text: ['All'], value: ['$__all'] } else {},
    options: [],
    hide: 0,
    skipUrlSync: false,
  },

  // A mark in all panels at each time at which the query has a result.
  annotation(name, color, expr, text):: {
    name: name,
    datasource: datasource,
    enable: true,
    hide: false,
    iconColor: color,
    expr: expr,
    step: '60s',
    titleFormat: name,
    textFormat: text,
    tagKeys: '',
    useValueForTime: false,
  },

  // A link to another dashboard that keeps the time range and the values of the variables.
  link(title, uid):: {
    type: 'link',
    title: title,
    url: '/d/' + uid,
    includeVars: true,
    keepTime: true,
    targetBlank: false,
    asDropdown: false,
    icon: 'dashboard',
    tags: [],
    tooltip: '',
  },

  // A dashboard. `settings` has tags, refresh, from (the start of the default time range) and timezone.
  dashboard(uid, title, description, settings, variables, rows, links=[], annotations=[]):: {
    uid: uid,
    title: title,
    description: std.strReplace(std.rstripChars(description, '\n'), '\n', ' '),
    tags: settings.tags,
    // The schema of Grafana 11.0; later versions migrate it.
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    refresh: settings.refresh,
    time: { from: settings.from, to: 'now' },
    timepicker: {},
    timezone: settings.timezone,
    templating: { list: variables },
    annotations: { list: annotations },
    links: links,
    panels: std.foldl(placeRow, rows, { y: 0, id: 0, panels: [] }).panels,
  },
}
