import type { Estate, EstateStack, PlacedResource } from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { at, canonicalValue, type Value } from '../../estate/values/value';
import { decodeRules, type RuleDocument } from '../../rule/rule-document';

/** The path of the document in the asset of a layer. */
export const RULES_IN_LAYER = 'trailwatch/rules.json';

const HASH = /[0-9a-f]{64}/;

/** The hashes of the assets of a function's layers that are in the assembly. */
export function layerAssets(
  { stack, resource }: PlacedResource,
  resolver: Resolver,
  assets: Estate['assets'],
): readonly string[] {
  const layers = at(resolver.value(resource.Properties, stack), 'Layers');
  return (Array.isArray(layers) ? (layers as readonly Value[]) : []).flatMap((layer) => {
    const version = resolver.target(layer, ['AWS::Lambda::LayerVersion']);
    if (version === undefined) return [];
    const content = at(resolver.value(version.resource.Properties, version.stack), 'Content');
    const hash = HASH.exec(canonicalValue(content))?.[0] ?? '';
    return assets?.get(hash) === undefined ? [] : [hash];
  });
}

/** The rules that a function evaluates; `undefined` if the files of the assembly do not show them. */
export type ReadRules = (placed: PlacedResource) => RuleDocument | undefined;

/** Reads the rules of functions from the assets of an assembly, each once. */
export function rulesIn({ assets, assetText }: Estate, stacks: readonly EstateStack[]): ReadRules {
  const documents = new Map<string, RuleDocument | undefined>();
  let resolver: Resolver | undefined;
  const read = (hash: string): RuleDocument | undefined => {
    if (!documents.has(hash)) documents.set(hash, decoded(assetText?.(hash, RULES_IN_LAYER)));
    return documents.get(hash);
  };
  return (placed) => {
    if (assetText === undefined) return undefined;
    resolver ??= new Resolver(stacks);
    const found = layerAssets(placed, resolver, assets).flatMap((hash) => read(hash) ?? []);
    return found.length === 1 ? found[0] : undefined;
  };
}

function decoded(text: string | undefined): RuleDocument | undefined {
  try {
    return text === undefined ? undefined : decodeRules(text);
  } catch {
    return undefined;
  }
}
