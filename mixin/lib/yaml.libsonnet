// Writes rules as YAML: quick, with the fields in the usual order, and with expressions as blocks.
local order =
  ['name', 'alert', 'record', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations', 'summary', 'description'];

local fields(object) =
  [field for field in order if field in object] +
  [field for field in std.objectFields(object) if !std.member(order, field)];

local indented(lines) = ['  ' + line for line in lines];

// Returns a text in quotes: the array of JSON with this single text, without the brackets.
local quoted(text) = local array = std.toString([text]); std.substr(array, 1, std.length(array) - 2);

// Returns the lines of an object or array.
local lines(value) =
  local item(element) = local all = lines(element); ['- ' + all[0]] + indented(all[1:]);
  local entry(field, element) =
    if !std.isString(element) then [field + ':'] + indented(lines(element))
    else if std.endsWith(element, '\n')
    then [field + ': |'] + indented(std.split(std.substr(element, 0, std.length(element) - 1), '\n'))
    else [field + ': ' + quoted(element)];
  std.flattenArrays(
    if std.isArray(value) then [item(element) for element in value]
    else [entry(field, value[field]) for field in fields(value)]
  );

function(value) std.join('\n', ['# Written by mixin/render.'] + lines(value))
