import type { Estate } from '../../lib/core/estate/estate';
import { resourcesOf } from '../../lib/core/estate/estate-stack';
import { isJsonObject } from '../../lib/core/json/json-value';

/** Properties that give a resource its own name; others, such as `RoleName` of a policy, name another one. */
const OWN_NAME = /^(?:Name|Id)$/;

/** CloudFormation cuts names that are too long for a service, to no fewer characters of each part. */
const MIN_CUT_LENGTH = 12;

/** The stack of templates that has a resource of a name: one that a template gives it, or one that CloudFormation makes of stack and logical id. */
export function templateNames({ stacks }: Estate): (name: string) => string | undefined {
  const placed = resourcesOf(stacks).map(({ stack, logicalId, resource }) => ({
    ...{ stack: stack.name.replaceAll('/', '-'), logicalId },
    given: givenName(resource.Type, resource.Properties),
  }));
  const byGiven = new Map(
    placed.flatMap(({ given, stack }) => (given === undefined ? [] : [[given, stack]])),
  );
  return (name) => {
    const given = byGiven.get(name);
    if (given !== undefined) return given;
    const made = /^(.+)-([A-Za-z0-9]+)-[A-Za-z0-9]{12,13}$/.exec(name);
    if (made === null) return undefined;
    const [, stackPart = '', idPart = ''] = made;
    return placed.find(({ stack, logicalId }) => isCut(stackPart, stack) && isCut(idPart, logicalId))?.stack;
  };
}

/** `BucketName` of a bucket, `FunctionName` of a function, `Name` of anything; only a literal is known. */
function givenName(type: string, properties: unknown): string | undefined {
  if (!isJsonObject(properties)) return undefined;
  const kind = type.split('::').at(-1) ?? '';
  const found = Object.entries(properties).find(
    ([name]) => OWN_NAME.test(name.replace(kind, '')) && name !== 'Id',
  );
  return typeof found?.[1] === 'string' ? found[1] : undefined;
}

function isCut(part: string, whole: string): boolean {
  const [short, long] = [part.toLowerCase(), whole.toLowerCase()];
  return short === long || (short.length >= MIN_CUT_LENGTH && long.startsWith(short));
}
