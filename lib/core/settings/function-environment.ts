/** How a function's settings are in its environment: each in a variable, as text or as a positive number. */
export type EnvironmentFields<Settings> = {
  readonly [K in keyof Settings]: { readonly variable: string; readonly kind: 'text' | 'number' };
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeEnvironment<Settings>(
  fields: EnvironmentFields<Settings>,
  settings: Settings,
): Record<string, string> {
  const names = Object.keys(fields) as (keyof Settings)[];
  return Object.fromEntries(names.map((name) => [fields[name].variable, String(settings[name])]));
}

/**
 * The settings of an environment. Throws one error that names every variable that is missing or not a positive number.
 *
 * @param construct what writes the environment
 */
export function decodeEnvironment<Settings>(
  fields: EnvironmentFields<Settings>,
  environment: Readonly<Record<string, string | undefined>>,
  construct: string,
): Settings {
  const names = Object.keys(fields) as (keyof Settings)[];
  const reasons = names.flatMap((name) => findProblem(fields[name], environment[fields[name].variable]));
  if (reasons.length > 0) {
    throw new Error(`the function's environment is not what ${construct} writes: ${reasons.join('; ')}`);
  }
  const entries = names.map((name) => {
    const { variable, kind } = fields[name];
    const text = environment[variable] ?? '';
    return [name, kind === 'number' ? Number(text) : text];
  });
  return Object.fromEntries(entries) as Settings;
}

function findProblem(
  { variable, kind }: { readonly variable: string; readonly kind: 'text' | 'number' },
  text: string | undefined,
): string[] {
  if (text === undefined || text === '') return [`${variable} is not set`];
  const isNumber = Number.isFinite(Number(text)) && Number(text) > 0;
  return kind === 'number' && !isNumber ? [`${variable} is '${text}', not a positive number`] : [];
}

/** The index of a rule document that a function reads from a layer: a file next to it. */
export function indexFileOf(rulesFile: string): string {
  return rulesFile.replace(/\.json$/, '.index.json');
}
