import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';

/** What a state sees: its input, and the context object. */
export interface Scope {
  readonly input: Json;
  readonly context: JsonObject;
}

/** The value of a path such as `$.plan.rules` or `$$.Execution.Name`, of `States.Format`, of `States.Array` with one argument, or of `States.JsonToString`. */
export function valueAt(path: string, { input, context }: Scope): Json {
  const format = /^States\.Format\('([^']*)', (\$\$?[\w.]*)\)$/.exec(path);
  if (format !== null) {
    const [, text = '', argument = ''] = format;
    return text.replace('{}', String(valueAt(argument, { input, context })));
  }
  const [, written] = /^States\.JsonToString\((\$[\w.]*)\)$/.exec(path) ?? [];
  if (written !== undefined) return JSON.stringify(valueAt(written, { input, context }));
  const [, element] = /^States\.Array\((\$[\w.]*)\)$/.exec(path) ?? [];
  if (element !== undefined) return [valueAt(element, { input, context })];
  const names = path.split('.');
  const start = names.shift();
  if (start !== '$' && start !== '$$') throw new Error(`no path: ${path}`);
  return names.reduce<Json>(
    (value, name) => {
      const member = isJsonObject(value) ? value[name] : undefined;
      if (member === undefined) throw new Error(`nothing is at ${path}`);
      return member;
    },
    start === '$$' ? context : input,
  );
}

/** A template with its paths replaced: members whose name ends with `.$`. */
export function filled(template: Json, scope: Scope): Json {
  if (Array.isArray(template)) return template.map((each) => filled(each, scope));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), valueAt(String(value), scope)]
        : [name, filled(value ?? null, scope)],
    ),
  );
}

/** The input with a result at a path of one name, `$.name`. */
export function withResult(input: Json, path: Json | undefined, result: Json): Json {
  if (path === undefined) return result;
  const [, name = ''] = /^\$\.(\w+)$/.exec(String(path)) ?? [];
  if (name === '' || !isJsonObject(input)) throw new Error(`no place for a result: ${String(path)}`);
  return { ...input, [name]: result };
}
