import { makes, nounOf } from '../../fact/targets/target-parts';
import { requestOf, responseOf, textAt } from '../../fact/text-at';
import type { Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';

/** Ids that AWS generates: of EC2 and the like, UUIDs, hexadecimal ids. */
const GENERATED = /^(?:[a-z]{1,12}-[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/;

/** Whether AWS generated a name. */
export function isGeneratedId(name: string): boolean {
  return GENERATED.test(name);
}

const OF_IAM = /^arn:[^:]*:iam:/;
const ENDS = /^(?:Delete|Terminate|Release|Deregister|Remove|Cancel)/;
const MAX_DEPTH = 4;

/**
 * Ids that AWS generated for what a principal made or ended. When the same is done again, it has another id: a policy then allows
 * any of the kind. Other generated ids, such as that of a network that stays, are named.
 */
export class PassingIds {
  private readonly ids = new Set<string>();

  /** @param resources the resources of the action of the call */
  take(record: CloudTrailRecord, resources: readonly string[]): void {
    const call = textAt(record, 'eventName') ?? '';
    const noun = nounOf(call).replace(/s$/, '');
    if (noun === '') return;
    if (makes(call)) collectIds(responseOf(record), `${noun}id`, this.ids, 0);
    if (!ENDS.test(call)) return;
    for (const arn of resources) {
      const [kind = '', id = ''] = partsOf(arn);
      if (kind.replaceAll('-', '') === noun && isGeneratedId(id)) this.ids.add(id);
    }
  }

  /** The ARN, or the pattern for all of its kind. People choose the names of IAM, though some look like ids. */
  generalize(arn: string): string {
    const [, id = ''] = partsOf(arn);
    return this.ids.has(id) && !OF_IAM.test(arn) ? `${arn.slice(0, arn.length - id.length)}*` : arn;
  }
}

/** The word for the kind, and the id at the end: `volume` and `vol-0123`. */
function partsOf(arn: string): readonly [kind: string, id: string] {
  const words = arn.split(':').slice(5).join(':').split(/[:/]/);
  return [words.at(-2) ?? '', words.at(-1) ?? ''];
}

function collectIds(value: Json | undefined, key: string, into: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' && name.toLowerCase() === key && isGeneratedId(member)) into.add(member);
    collectIds(member, key, into, depth + 1);
  }
}

const SECRET = /:secretsmanager:[^:]*:[^:]*:secret:/;
const SECRET_END = /-[A-Za-z0-9]{6}$/;
const ANY_END = '-??????';
const FUNCTION_VERSION = /(:lambda:[^:]*:[^:]*:function:[^:]+):\d+$/;

/**
 * The ARN without what AWS generates behind a name: the six characters of a secret, and the version that a call publishes. Of a function, a
 * version that the call named stays.
 */
export function withoutGenerated(arn: string, record: CloudTrailRecord): readonly string[] {
  if (SECRET.test(arn)) return secretPatterns(arn, record);
  if (!FUNCTION_VERSION.test(arn)) return [arn];
  const { functionName, qualifier } = requestOf(record) ?? {};
  const isNamed =
    typeof qualifier === 'string' || String(functionName).endsWith(arn.slice(arn.lastIndexOf(':')));
  return [isNamed ? arn : arn.replace(FUNCTION_VERSION, '$1')];
}

/** A request names a secret, or has its ARN, which may lack the end. What AWS writes has the end. */
function secretPatterns(arn: string, record: CloudTrailRecord): readonly string[] {
  const { requestParameters, responseElements, resources } = record;
  const isIn = (value: unknown) => JSON.stringify(value)?.includes(JSON.stringify(arn)) === true;
  const isWhole = isIn(responseElements) || isIn(resources);
  const hasEnd = SECRET_END.test(arn) && (isWhole || isIn(requestParameters));
  return [
    ...(hasEnd ? [arn.replace(SECRET_END, ANY_END)] : []),
    ...(hasEnd && isWhole ? [] : [`${arn}${ANY_END}`]),
  ];
}
