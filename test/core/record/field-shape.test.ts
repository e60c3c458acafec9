import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { type FieldShape, fieldShape } from '../../../lib/core/record/field-shape';
import { corpusRecords, describeCorpus } from '../../parity/corpus';

describe('the shape of a field', () => {
  test.each<[string, FieldShape['kind'], readonly string[]]>([
    ['eventName', 'text', []],
    ['userIdentity', 'object', []],
    ['userIdentity.sessionContext.attributes.mfaAuthenticated', 'text', []],
    ['readOnly', 'boolean', []],
    ['insightDetails.insightContext.statistics.insightDuration', 'number', []],
    ['sessionCredentialFromConsole', 'scalar', []],
    ['requestParameters', 'object', []],
    ['requestParameters.bucketName', 'open', []],
    ['requestParameters.a.b', 'open', []],
    ['requestParameters.layers', 'list', []],
    ['requestParameters.ipPermissions.items', 'list', []],
    [
      'requestParameters.ipPermissions.items.ipRanges.items.cidrIp',
      'open',
      ['requestParameters.ipPermissions.items', 'requestParameters.ipPermissions.items.ipRanges.items'],
    ],
    ['serviceEventDetails', 'open', []],
    ['resources', 'list', []],
    ['resources.ARN', 'text', ['resources']],
    ['resources.arn', 'open', ['resources']],
    [
      'insightDetails.insightContext.attributions.insight.value',
      'text',
      ['insightDetails.insightContext.attributions', 'insightDetails.insightContext.attributions.insight'],
    ],
    ['eventName.x', 'open', []],
    ['unheardOf', 'open', []],
    ['constructor', 'open', []],
    ['userIdentity.toString', 'open', []],
    ['', 'open', []],
  ])('%s is %s', (field, kind, lists) => {
    expect(fieldShape(field)).toEqual({ kind, lists });
  });
});

/** Another thing in some calls, an array in others. */
const SOMETIMES_LIST = /^requestParameters\.(host|policy)$|\.item$/;

describeCorpus('the declared shapes', () => {
  test('are those of every shared record', () => {
    let compared = 0;
    const differing = new Set<string>();
    for (const record of corpusRecords()) {
      for (const [path, value] of valuesIn(record, '')) {
        const { kind } = fieldShape(path);
        if (value === null || path.startsWith('p_') || (kind === 'open' && !Array.isArray(value))) continue;
        compared++;
        if (!SOMETIMES_LIST.test(path) && !isOfKind(value, kind))
          differing.add(`${path} is ${typeof value}, not ${kind}`);
      }
    }
    expect([...differing]).toEqual([]);
    expect(compared).toBeGreaterThan(30_000);
  });
});

function valuesIn(node: Json | undefined, path: string): readonly (readonly [string, Json])[] {
  if (node === undefined) return [];
  const own: readonly (readonly [string, Json])[] = path === '' ? [] : [[path, node]];
  if (typeof node !== 'object' || node === null) return own;
  if (Array.isArray(node))
    return [
      ...own,
      ...node.flatMap((element: Json) => valuesIn(element, path).filter(([at]) => at !== path)),
    ];
  return [
    ...own,
    ...Object.entries(node as JsonObject).flatMap(([key, member]) =>
      valuesIn(member, path === '' ? key : `${path}.${key}`),
    ),
  ];
}

function isOfKind(value: Json, kind: FieldShape['kind']): boolean {
  if (Array.isArray(value)) return kind === 'list';
  const type = typeof value;
  if (kind === 'scalar') return type !== 'object';
  return type === (kind === 'text' ? 'string' : kind);
}
