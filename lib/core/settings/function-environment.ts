/** How a function's settings are in its environment: each in a variable, as text or as a positive number. */
export type EnvironmentFields<Settings> = {
  readonly [K in keyof Settings]: { readonly variable: string; readonly kind: 'text' | 'number' };
};

/** The environment of a function, as its construct writes it and its handler reads it. */
export class FunctionEnvironment<Settings> {
  private readonly names: readonly (keyof Settings)[];

  /** @param construct what writes the environment */
  constructor(
    private readonly construct: string,
    private readonly fields: EnvironmentFields<Settings>,
  ) {
    this.names = Object.keys(fields) as (keyof Settings)[];
  }

  /** The environment. Values may be CDK tokens: they are passed on as they are. */
  encode(settings: Settings): Record<string, string> {
    return Object.fromEntries(this.names.map((name) => [this.fields[name].variable, String(settings[name])]));
  }

  /** The settings. Throws one error that names every variable that is missing or not a positive number. */
  decode(environment: Readonly<Record<string, string | undefined>>): Settings {
    const reasons = this.names.flatMap((name) =>
      findProblem(this.fields[name], environment[this.fields[name].variable]),
    );
    if (reasons.length > 0) {
      throw new Error(
        `the function's environment is not what ${this.construct} writes: ${reasons.join('; ')}`,
      );
    }
    const entries = this.names.map((name) => {
      const { variable, kind } = this.fields[name];
      const text = environment[variable] ?? '';
      return [name, kind === 'number' ? Number(text) : text];
    });
    return Object.fromEntries(entries) as Settings;
  }
}

function findProblem(
  { variable, kind }: { readonly variable: string; readonly kind: 'text' | 'number' },
  text: string | undefined,
): string[] {
  if (text === undefined || text === '') return [`${variable} is not set`];
  const isNumber = Number.isFinite(Number(text)) && Number(text) > 0;
  return kind === 'number' && !isNumber ? [`${variable} is '${text}', not a positive number`] : [];
}

/**
 * The settings that hold a name made from the place of a function in the app: it is another one when the stack or the construct has
 * another name, and means the same. Every field that holds such a name is one of these.
 */
export const WORKER_NAMES = {
  processor: { variable: 'TRAILWATCH_PROCESSOR_NAME', kind: 'text' },
  realtime: { variable: 'TRAILWATCH_REALTIME_NAME', kind: 'text' },
  context: { variable: 'TRAILWATCH_CONTEXT_NAME', kind: 'text' },
  monitor: { variable: 'TRAILWATCH_MONITOR_NAME', kind: 'text' },
  search: { variable: 'TRAILWATCH_SEARCH_NAME', kind: 'text' },
  sink: { variable: 'TRAILWATCH_SINK_NAME', kind: 'text' },
  query: { variable: 'TRAILWATCH_QUERY_WORKER_NAME', kind: 'text' },
  responder: { variable: 'TRAILWATCH_RESPONDER_NAME', kind: 'text' },
} as const;

/** The index of a rule document that a function reads from a layer: a file next to it. */
export function indexFileOf(rulesFile: string): string {
  return rulesFile.replace(/\.json$/, '.index.json');
}
