import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Condition } from '../../../lib/core/rule/condition';
import { readRuleFiles } from '../../rules/rule-files';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';

const PROGRAM = join(__dirname, 'parameter_paths.py');

/** EC2 and S3 write some requests with the names of their query or XML form: the record says so, the model does not. */
const OF_RECORDS = 'records in the shared corpus, or examples of the page that the rule refers to';

/** Paths that no service model has, and where they were seen. */
const NOT_MODELLED: Readonly<Record<string, string>> = {
  'admin-port-opened-to-the-world requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule':
    OF_RECORDS,
  'bucket-acl-opened-to-everyone requestParameters.AccessControlPolicy.AccessControlList.Grant.Grantee.URI':
    OF_RECORDS,
  'bucket-policy-opened-to-everyone requestParameters.bucketPolicy': OF_RECORDS,
  'bucket-policy-shared-outside requestParameters.bucketPolicy': OF_RECORDS,
  'disk-encrypted-with-foreign-key requestParameters.ModifyEbsDefaultKmsKeyIdRequest.KmsKeyId': OF_RECORDS,
  'endpoint-policy-reset requestParameters.ModifyVpcEndpointRequest.ResetPolicy': OF_RECORDS,
  'instances-started-in-bulk requestParameters.instancesSet.items.maxCount': OF_RECORDS,
  'metadata-service-weakened requestParameters.ModifyInstanceMetadataDefaultsRequest.HttpTokens': OF_RECORDS,
  'metadata-service-weakened requestParameters.ModifyInstanceMetadataOptionsRequest.HttpTokens': OF_RECORDS,
  'object-made-public requestParameters.AccessControlPolicy.AccessControlList.Grant.Grantee.URI': OF_RECORDS,
  'vpc-public-access-block-weakened requestParameters.ModifyVpcBlockPublicAccessOptionsRequest.InternetGatewayBlockMode':
    OF_RECORDS,
};

/** Each parameter that a rule reads is in the model of a call that it looks for, or its source is named. */
export async function checkParameters(python: string, folder: string, outcome: Outcome): Promise<void> {
  const read = readRuleFiles().flatMap(({ parsed }) =>
    parsed.rules.flatMap(({ rule }) => pathsOf(rule.name, rule.condition)),
  );
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'parameters.json');
  writeFileSync(file, JSON.stringify(read));
  const unknown: readonly string[] = JSON.parse(await mustRun(python, [PROGRAM, file]));
  const named = new Set(Object.keys(NOT_MODELLED));
  outcome.check(
    read.length > 300 && unknown.every((path) => named.has(path)) && unknown.length === named.size,
    `${read.length} parameters that rules read are in the service models, but for ${named.size} whose source is named`,
    unknown.filter((path) => !named.has(path)),
  );
}

type Path = readonly [rule: string, path: string, sources: readonly string[], names: readonly string[]];

function pathsOf(rule: string, condition: Condition): readonly Path[] {
  const found = { paths: new Set<string>(), sources: new Set<string>(), names: new Set<string>() };
  walk(condition, found);
  const sources = [...found.sources].map((source) => source.replace(/\.amazonaws\.com$/, ''));
  return [...found.paths].map((path) => [rule, path, sources, [...found.names]] as const);
}

interface Found {
  readonly paths: Set<string>;
  readonly sources: Set<string>;
  readonly names: Set<string>;
}

function walk(condition: Condition, found: Found): void {
  if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.of) walk(part, found);
  if (condition.kind === 'not') walk(condition.of, found);
  if (!('field' in condition)) return;
  const { field } = condition;
  if (field.startsWith('requestParameters.')) found.paths.add(field);
  if (condition.kind !== 'equals' && condition.kind !== 'startsWith') return;
  const ending = condition.kind === 'startsWith' ? '*' : '';
  if (field === 'eventSource') for (const value of condition.values) found.sources.add(value);
  if (field === 'eventName') for (const value of condition.values) found.names.add(`${value}${ending}`);
}
