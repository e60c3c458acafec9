/** One setting of a resource. */
export interface Setting {
  /** Its name in sentences. */
  readonly name: string;
  /** Its values by what they mean, each with the text to show; a single one where it is not a list. */
  readonly values: ReadonlyMap<string, string>;
  /** The calls of CloudTrail's records that change it. */
  readonly changedBy: string;
}

/** A setting that is not as it was deployed. */
export interface SettingDifference {
  readonly name: string;
  /** A part of a sentence: the deployed value, the current one, and the calls to look for. */
  readonly text: string;
  /** The current value, by its meaning: another change of the same setting is another difference. */
  readonly found: string;
}

/** Maximum length of a value that is shown. */
const SHOWN_CHARACTERS = 150;

/** The maximum number of list values that are shown. */
const SHOWN_VALUES = 2;

/** A setting of one value; undefined, null and an empty text mean none. */
export function singleSetting(name: string, value: unknown, changedBy: string): Setting {
  const text = value === undefined || value === null || value === '' ? 'none' : String(value);
  return { name, values: new Map([[text, text]]), changedBy };
}

/** A setting of several values, each shown as it is. */
export function listSetting(name: string, values: readonly string[], changedBy: string): Setting {
  return { name, values: new Map(values.map((value) => [value, value])), changedBy };
}

/** The settings that are not as they were deployed. A setting that was not found has no values. */
export function differencesOf(
  deployed: readonly Setting[],
  found: readonly Setting[],
): readonly SettingDifference[] {
  const byName = new Map(found.map(({ name, values }) => [name, values]));
  return deployed.flatMap(({ name, values, changedBy }) => {
    const there = byName.get(name) ?? new Map<string, string>();
    const missing = [...values].filter(([meaning]) => !there.has(meaning)).map(([, shown]) => shown);
    const added = [...there].filter(([meaning]) => !values.has(meaning)).map(([, shown]) => shown);
    if (missing.length === 0 && added.length === 0) return [];
    const isSingle = values.size === 1 && there.size === 1;
    const words = isSingle
      ? `${name}: ${show(added)} instead of ${show(missing)}`
      : `${name}: ${[
          ...(added.length > 0 ? [`${added.length} added (${show(added)})`] : []),
          ...(missing.length > 0 ? [`${missing.length} missing (${show(missing)})`] : []),
        ].join(', ')}`;
    return [
      {
        name,
        text: `${words}; look for ${changedBy}`,
        found: JSON.stringify([...there.keys()].sort()),
      },
    ];
  });
}

function show(values: readonly string[]): string {
  const shown = values
    .slice(0, SHOWN_VALUES)
    .map((value) => (value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value));
  return `${shown.join(', ')}${values.length > SHOWN_VALUES ? ', …' : ''}`;
}
