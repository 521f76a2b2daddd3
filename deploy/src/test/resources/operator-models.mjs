// Validates objects of the Prometheus operator: node operator-models.mjs TOOLS <OBJECTS
//
// Reads a JSON array of objects from standard input, and prints a JSON array with a list of problems for each object.
// The models of @kubernetes-models/prometheus-operator check types, patterns and required fields, but accept unknown
// fields. These are found by a comparison with the type declarations of the same package.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const modules = join(process.argv[2], "node_modules");
const operator = join(modules, "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1");
const objects = JSON.parse(readFileSync(0, "utf8"));
const models = {};
for (const { kind } of objects) {
  models[kind] ??= (await import(join(operator, `${kind}.js`)))[kind];
}

const files = new Map();

// Returns the fields of the class that a declaration file is named after, or undefined if it declares no class.
function declared(file) {
  if (!files.has(file)) {
    const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    const imports = new Map();
    for (const [, name, from] of text.matchAll(/import \{ (I\w+) \} from "([^"]+)"/g)) {
      const path = from.startsWith(".") ? join(dirname(file), from) : join(modules, from);
      imports.set(name, path.replace(/(\.js)?$/, ".d.ts"));
    }
    const start = text.match(/export declare class [^{]*\{/);
    files.set(file, start ? fields(text.slice(start.index + start[0].length), imports).fields : undefined);
  }
  return files.get(file);
}

// Parses the fields of a class or an inline type up to its closing brace; `rest` is the text after the brace.
function fields(text, imports) {
  const found = new Map();
  let any;
  for (;;) {
    text = text.trimStart();
    const field = text.match(/^(?:"([^"]+)"|(\[key: string\]))\??: /);
    if (field) {
      const parsed = type(text.slice(field[0].length), imports);
      field[2] ? (any = parsed.type) : found.set(field[1], parsed.type);
      text = parsed.rest.replace(/^;/, "");
    } else if (text.startsWith("}")) {
      return { fields: any ? { any } : { found }, rest: text.slice(1) };
    } else {
      // Constructors and static fields.
      text = text.slice(text.indexOf(";") + 1);
    }
  }
}

function type(text, imports) {
  if (text.startsWith("Array<")) {
    const item = type(text.slice("Array<".length), imports);
    return { type: { item: item.type }, rest: item.rest.slice(1) };
  }
  if (text.startsWith("{")) {
    const inline = fields(text.slice(1), imports);
    return { type: { inline: inline.fields }, rest: inline.rest };
  }
  const [name] = text.match(/^[^;>]*/);
  return { type: { file: imports.get(name) }, rest: text.slice(name.length) };
}

// Adds a problem for each field of the value that its type does not declare.
function unknown(value, type, path, problems) {
  if (value === null || typeof value !== "object") {
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, i) => type.item && unknown(item, type.item, `${path}[${i}]`, problems));
    return;
  }
  const known = type.inline ?? (type.file ? declared(type.file) : undefined);
  for (const [name, field] of Object.entries(value)) {
    const at = path ? `${path}.${name}` : name;
    if (known?.any) {
      unknown(field, known.any, at, problems);
    } else if (known?.found.has(name)) {
      unknown(field, known.found.get(name), at, problems);
    } else if (known) {
      problems.push(`${at}: unknown field`);
    }
  }
}

const results = objects.map((object) => {
  const problems = [];
  unknown(object, { file: join(operator, `${object.kind}.d.ts`) }, "", problems);
  try {
    new models[object.kind](object).validate();
  } catch (e) {
    for (const error of e.errors ?? [{ instancePath: "", message: e.message }]) {
      const path = error.instancePath.slice(1).replace(/\/(\d+)/g, "[$1]").replaceAll("/", ".");
      problems.push(`${path}: ${error.message}`);
    }
  }
  return problems;
});
process.stdout.write(JSON.stringify(results));
