import type { EstateTemplate } from '../../estate/estate';
import { isJsonObject } from '../../json/json-value';
import { pairResources, type ResourcePair, type StackPair } from '../evidence/counterparts';
import { at } from '../template-json';

/** The variables with the name of a function, made from its place in the app, which its metrics and logs have. */
const VARIABLES = ['PROCESSOR', 'MONITOR', 'REALTIME', 'CONTEXT'].map(
  (worker) => `TRAILWATCH_${worker}_NAME`,
);

/**
 * The pairs with the names of the head in the base, of functions that have another one there: where alarms and all else have it, too,
 * the same is measured. A name that some of the head still has is left, so that the function has changed.
 */
export function renameWorkers(pairs: readonly StackPair[]): readonly StackPair[] {
  const found = pairResources(pairs).flatMap(otherNames);
  if (found.length === 0) return pairs;
  const text = JSON.stringify(pairs.map(({ head }) => head?.template));
  const names = new Map(found.filter(([name]) => !text.includes(name)));
  return pairs.map((pair) => {
    if (pair.base === undefined) return pair;
    const template = withTexts(pair.base.template, names) as EstateTemplate;
    return { ...pair, base: { ...pair.base, template } };
  });
}

function otherNames({ base, head }: ResourcePair): readonly (readonly [base: string, head: string])[] {
  if (base.resource.Type !== 'AWS::Lambda::Function') return [];
  return VARIABLES.flatMap((name) => {
    const [old, fresh] = [base, head].map(({ resource }) =>
      at(resource.Properties, 'Environment', 'Variables', name),
    );
    return typeof old === 'string' && typeof fresh === 'string' && old !== fresh ? [[old, fresh]] : [];
  });
}

function withTexts(json: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof json === 'string') return texts.get(json) ?? json;
  if (Array.isArray(json)) return json.map((each) => withTexts(each, texts));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withTexts(value, texts)]));
}
