import type { Template, TemplateResource } from './intrinsic';

/**
 * The logical ids of a template's resources, each after those that it waits for: by DependsOn, Ref, Fn::GetAtt and
 * Fn::Sub. Throws when some wait for each other.
 */
export function toDependencyOrder({ Resources = {} }: Template): readonly string[] {
  const ordered = new Set<string>();
  const waiting: string[] = [];
  const visit = (logicalId: string): void => {
    const resource = Resources[logicalId];
    if (resource === undefined || ordered.has(logicalId)) return;
    if (waiting.includes(logicalId)) throw new Error(`resources wait in a circle: ${waiting.join(', ')}`);
    waiting.push(logicalId);
    for (const needed of dependenciesOf(resource)) visit(needed);
    waiting.pop();
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(Resources)) visit(logicalId);
  return [...ordered];
}

/** The attributes of a resource that the rest of its template asks for. */
export function attributesAskedOf(logicalId: string, { Resources = {} }: Template): readonly string[] {
  const asked = Object.values(Resources)
    .flatMap(({ Properties }) => referencesIn(Properties))
    .flatMap((reference) => (reference.logicalId === logicalId ? [reference.attribute] : []));
  return [...new Set(asked)].filter((attribute) => attribute !== undefined);
}

/** A resource of DependsOn that the same resource refers to anyway. */
export interface RepeatedDependency {
  readonly logicalId: string;
  readonly dependsOn: string;
}

/** The dependencies of a template that are there twice: by DependsOn, and by Ref, Fn::GetAtt or Fn::Sub. */
export function repeatedDependenciesIn({ Resources = {} }: Template): readonly RepeatedDependency[] {
  return Object.entries(Resources).flatMap(([logicalId, { DependsOn = [], Properties }]) => {
    const referred = new Set(referencesIn(Properties).map((reference) => reference.logicalId));
    return [DependsOn]
      .flat()
      .filter((dependsOn) => referred.has(dependsOn))
      .map((dependsOn) => ({ logicalId, dependsOn }));
  });
}

/** Something that a resource mentions: another resource, an attribute of one, or a pseudo parameter. */
interface Reference {
  readonly logicalId: string;
  readonly attribute?: string;
}

/** The logical ids and pseudo parameters that a resource waits for or refers to. */
export function dependenciesOf({ DependsOn = [], Properties }: TemplateResource): readonly string[] {
  return [DependsOn, referencesIn(Properties).map(({ logicalId }) => logicalId)].flat();
}

function referencesIn(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    if (name === 'Ref') return [{ logicalId: String(argument) }];
    if (name === 'Fn::GetAtt') return [toReference([argument].flat().join('.'))];
    if (name === 'Fn::Sub') return [...substitutedIn([argument].flat()[0]), ...referencesIn(argument)];
    return referencesIn(argument);
  });
}

/** `${Id}` and `${Id.Attribute}`; the names of Fn::Sub's own variables are among them, and no resources. */
function substitutedIn(text: unknown): readonly Reference[] {
  return [...String(text).matchAll(/\$\{([^}!]+)\}/g)].map(([, name = '']) => toReference(name));
}

function toReference(text: string): Reference {
  const [logicalId = '', ...attribute] = text.split('.');
  return attribute.length === 0 ? { logicalId } : { logicalId, attribute: attribute.join('.') };
}
