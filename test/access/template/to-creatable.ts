import { type Deployment, resolveValue, type Template, type TemplateResource } from './intrinsic';

/** A template of which only some resources are left. */
export interface CreatableTemplate {
  readonly template: Template;
  /** The types of the resources that are left out. */
  readonly leftOut: ReadonlySet<string>;
}

/**
 * The part of a template that an engine without every type of resource can create. What refers to a resource that is left out gets the
 * name or the attribute that it would have; references between the resources that are kept, and between stacks, are left to the engine.
 * Rules and the parameters that they are about go: the engine has no bootstrap stack.
 *
 * @param isCreatable whether the engine creates a type
 */
export function toCreatable(
  deployment: Deployment,
  isCreatable: (type: string) => boolean,
): CreatableTemplate {
  const { Resources = {}, Outputs = {}, Parameters = {} } = deployment.template;
  const entries = Object.entries(Resources);
  const [kept, rest] = [true, false].map((keep) =>
    entries.filter(([, { Type }]) => isCreatable(Type) === keep),
  ) as [typeof entries, typeof entries];
  const parameters = Object.entries(Parameters).filter(([name]) => name !== 'BootstrapVersion');
  const known = new Set([...kept, ...parameters].map(([name]) => name));
  const replace = (value: unknown) => replaceMissing(value, known, deployment);
  const resources = kept.map(([name, { DependsOn = [], ...resource }]) => {
    const waitsFor = [DependsOn].flat().filter((id) => known.has(id));
    return [name, { ...(replace(resource) as TemplateResource), DependsOn: waitsFor }] as const;
  });
  return {
    template: {
      Parameters: Object.fromEntries(parameters),
      Resources: Object.fromEntries(resources),
      Outputs: replace(Outputs) as Template['Outputs'] & object,
    },
    leftOut: new Set(rest.map(([, { Type }]) => Type)),
  };
}

/** A pseudo parameter is known to every engine. */
const isPseudo = (name: string): boolean => name.startsWith('AWS::');

function replaceMissing(value: unknown, kept: ReadonlySet<string>, deployment: Deployment): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceMissing(item, kept, deployment));
  if (typeof value !== 'object' || value === null) return value;
  if (isMissing(value, kept)) return resolveValue(value, deployment);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, replaceMissing(item, kept, deployment)]),
  );
}

/** Whether a value is a function whose subject is not among the resources that are kept. */
function isMissing(value: object, kept: ReadonlySet<string>): boolean {
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  const has = (id: string): boolean => kept.has(id) || isPseudo(id);
  if (name === 'Ref') return !has(String(argument));
  if (name === 'Fn::GetAtt') return !has(String([argument].flat()[0]).split('.')[0] ?? '');
  if (name !== 'Fn::Sub') return false;
  const text = String([argument].flat()[0]);
  return [...text.matchAll(/\$\{([^}!.]+)/g)].some(([, id = '']) => !has(id));
}
