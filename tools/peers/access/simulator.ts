import { createRequire } from 'node:module';
import { join } from 'node:path';
import { contextOf, type Principal } from '../../../lib/core/policy/evaluation/request';
import { cachedFolder } from '../cached-folder';
import { mustRun } from '../run-process';
import type { Question, RawStatement } from './question';

// AGPL: installed here, and no dependency
export const SIMULATOR = '@cloud-copilot/iam-simulate';
const VERSION = '0.1.173';
export const FULL: RawStatement = { Effect: 'Allow', Action: '*', Resource: '*' };

interface Answer {
  readonly resultType: string;
  readonly overallResult?: string;
  readonly errors?: unknown;
}

/** An implementation of IAM's evaluation that nobody here wrote. */
export interface Simulator {
  readonly anonymousPrincipal: string;
  readonly runSimulation: (simulation: unknown, options: unknown) => Promise<Answer>;
}

export async function installSimulator(): Promise<Simulator> {
  const folder = await cachedFolder('iam-simulate', [SIMULATOR, VERSION], async (into) => {
    const options = ['--no-audit', '--no-fund', '--prefix', into];
    await mustRun('npm', ['install', ...options, `${SIMULATOR}@${VERSION}`]);
  });
  return createRequire(join(folder, 'from.js'))(SIMULATOR) as Simulator;
}

export async function ask(
  question: Question,
  { runSimulation, anonymousPrincipal }: Simulator,
): Promise<Answer> {
  const { request, resource, identity, boundary, serviceControl, resourceControl } = question;
  const { principal, action } = request;
  const named = (name: string, statements: readonly RawStatement[]) =>
    statements.length === 0 ? [] : [{ name, policy: documentOf(statements) }];
  const contextVariables = Object.fromEntries(
    [...contextOf(request)].filter(([, value]) => value !== undefined),
  );
  const ofAccount = [...named('full', [FULL]), ...named('service control', serviceControl)];
  return runSimulation(
    {
      request: {
        ...{ action, contextVariables, principal: nameOf(principal, anonymousPrincipal) },
        resource: { resource: request.resource.arn, accountId: request.resource.owner.id },
      },
      identityPolicies: named('identity', identity),
      serviceControlPolicies: 'account' in principal ? [{ orgIdentifier: 'r', policies: ofAccount }] : [],
      resourceControlPolicies:
        resourceControl.length === 0
          ? []
          : [{ orgIdentifier: 'r', policies: named('resource control', resourceControl) }],
      ...(resource.length === 0 ? {} : { resourcePolicy: documentOf(resource) }),
      ...(boundary.length === 0 ? {} : { permissionBoundaryPolicies: named('boundary', boundary) }),
    },
    {},
  );
}

function nameOf(principal: Principal, anonymous: string): string {
  switch (principal.kind) {
    case 'role':
      return principal.sessionArn;
    case 'user':
      return principal.arn;
    case 'service':
      return principal.name;
    case 'root':
      return `arn:aws:iam::${principal.account.id}:root`;
    case 'anonymous':
      return anonymous;
  }
}

export function documentOf(Statement: readonly RawStatement[]): unknown {
  return { Version: '2012-10-17', Statement };
}
