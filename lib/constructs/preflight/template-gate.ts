import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachCustomSynthesis, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { findNulls } from '../../core/estate/source/find-nulls';
import { METADATA_KEY } from '../../core/review/metadata/decisions';
import { readPackage } from '../asset/package-root';
import { refuseAbsentTypes } from './absent-types';
import { MAX_BYTES, MAX_RESOURCES, namesLargestParts, warnOfFullStack } from './full-stack';
import { refusalOf } from './report-finding';

/** CloudFormation may write a template in another way than the CDK: so much of the quota is left free. */
const BYTES_WITH_MARGIN = MAX_BYTES * 0.98;

const gated = new WeakSet<Stack>();

/** The stacks whose templates are read when they are written, by app or stage. */
const written = new WeakMap<IConstruct, Set<Stack>>();

/**
 * Fails the synthesis of the construct's stack if CloudFormation would refuse it, after all Aspects: by its resources, and by the templates that are
 * written for it, which include those of its nested stacks and StackSets.
 */
export function gateTemplate(scope: IConstruct): void {
  const stack = Stack.of(scope);
  if (gated.has(stack)) return;
  gated.add(stack);
  stack.node.addValidation({
    validate: () => {
      onceWritten(stack);
      nameRelease(stack);
      return stacksIn(stack).flatMap((one) => {
        const resources = resourcesIn(one);
        refuseAbsentTypes(one, resources);
        if (resources.length > MAX_RESOURCES)
          return [refusalOf('templateQuota', countOf(one, resources)).message];
        warnOfFullStack(one, resources);
        return [];
      });
    },
  });
}

/**
 * Writes the release into the metadata of the template, so that a review knows what an upgrade changed. Templates in it have none: each
 * release would update nested stacks, and the stack sets in all accounts, for it.
 */
function nameRelease(stack: Stack): void {
  if (stack.node.scopes.some((scope) => scope !== stack && Stack.isStack(scope))) return;
  const { templateOptions } = stack;
  templateOptions.metadata = {
    ...templateOptions.metadata,
    [METADATA_KEY]: { Version: readPackage().version },
  };
}

/** The stack, and those in it: nested ones, and the templates of StackSets. */
function stacksIn(stack: Stack): readonly Stack[] {
  return stack.node.findAll().filter(Stack.isStack);
}

function resourcesIn(stack: Stack): readonly CfnResource[] {
  return stack.node
    .findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.stack === stack);
}

function countOf(stack: Stack, resources: readonly CfnResource[]): string {
  const parts = namesLargestParts(
    stack,
    resources.map((resource) => ({ resource, size: 1 })),
  );
  return `the stack '${stack.node.path}' has ${resources.length} of ${MAX_RESOURCES} resources, most of them in ${parts}`;
}

const GATE_ID = 'TrailwatchTemplateGate';

/** The last construct of the app or stage: its turn comes when the templates of all stacks are written. */
function onceWritten(stack: Stack): void {
  const root = Stage.of(stack) ?? stack.node.root;
  const stacks = written.get(root) ?? new Set();
  written.set(root, stacks.add(stack));
  root.node.tryRemoveChild(GATE_ID);
  const gate = new Construct(root, GATE_ID);
  attachCustomSynthesis(gate, {
    onSynthesize: ({ assembly: { outdir } }) => {
      root.node.tryRemoveChild(GATE_ID);
      for (const one of stacks) refuseTemplates(one, outdir);
    },
  });
}

/** Judges the template of a stack, and those of the stacks in it. */
function refuseTemplates(outer: Stack, outdir: string): void {
  for (const stack of stacksIn(outer)) {
    const file = join(outdir, stack.templateFile);
    // Constructs of others may have stacks that are written elsewhere, or not at all.
    if (!existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    refuseSize(stack, text);
    if (!text.includes('null')) continue;
    const [first, ...more] = findNulls(JSON.parse(text));
    if (first === undefined) continue;
    const others = more.length === 0 ? '' : `, and ${more.length} more`;
    throw refusalOf(
      'templateNull',
      `the template of the stack '${stack.node.path}' has null at ${first}${others}`,
    );
  }
}

function refuseSize(stack: Stack, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= BYTES_WITH_MARGIN) return;
  const { Resources = {} } = JSON.parse(text) as { readonly Resources?: Readonly<Record<string, unknown>> };
  const sizes = resourcesIn(stack).map((resource) => ({
    resource,
    size: JSON.stringify(Resources[String(stack.resolve(resource.logicalId))] ?? '').length,
  }));
  const parts = namesLargestParts(stack, sizes);
  const [found, most] = [bytes, MAX_BYTES].map((size) => size.toLocaleString('en'));
  throw refusalOf(
    'templateQuota',
    `the template of the stack '${stack.node.path}' has ${found} of ${most} bytes, most of them in ${parts}`,
  );
}
