// Objects, arrays and strings as YAML. The function of the standard library quotes strings character by character, which
// needs a minute for a hundred rules.
{
  local quoted(text) =
    local list = std.toString([text]);
    std.substr(list, 1, std.length(list) - 2),

  local isNested(value) = (std.isObject(value) || std.isArray(value)) && std.length(value) > 0,

  // The lines of an object or array, separated by line feeds and the indentation.
  local lines(value, indent) =
    local between = '\n' + indent;
    if std.isArray(value)
    then std.join(between, [
      '- ' + if isNested(element) then lines(element, indent + '  ') else scalar(element, indent)
      for element in value
    ])
    else std.join(between, [
      local field = value[name];  // evaluated once
      name + ':' + (
        if isNested(field)
        then between + '  ' + lines(field, indent + '  ')
        else ' ' + scalar(field, indent)
      )
      for name in std.objectFields(value)
    ]),

  // A value without elements. A string that ends with a line feed is written as a block.
  local scalar(value, indent) =
    if !std.isString(value) then std.toString(value)
    else if std.endsWith(value, '\n') && !std.startsWith(value, ' ')
    then '|\n' + indent + '  ' + std.strReplace(std.rstripChars(value, '\n'), '\n', '\n' + indent + '  ')
    else quoted(value),

  document(value):: lines(value, ''),
}
