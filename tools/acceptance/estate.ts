import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from '../peers/run-process';
import { Aws, lastLines } from './aws';
import type { Machine } from './machine';

/** A stack of an estate, and the profile of its account. */
interface EstateStack {
  readonly name: string;
  readonly profile?: string | undefined;
}

/** What an estate is deployed with. */
export interface EstateProps {
  readonly machine: Machine;
  /** A file of tools/integ-runner. */
  readonly test: string;
  /** In the order in which they are deployed. */
  readonly stacks: readonly EstateStack[];
  /** A trail that the estate makes, by its name. */
  readonly trailName: string;
  readonly region: string;
  readonly profile?: string | undefined;
  /** What the test reads: accounts, organization, address. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes the templates. */
  readonly folder: string;
}

interface Resource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
}

interface FoundStack {
  readonly StackId: string;
  readonly StackStatus: string;
}

/** What the bootstrap of the CDK leaves in each account and Region. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** A stack as it was last seen: its ARN, and what outlives it, by logical id. */
interface SeenStack {
  readonly arn: string;
  readonly kept: ReadonlyMap<string, Resource>;
}

/** An estate that the integ runner deploys, and that is removed without it: also where a deployment failed or was interrupted. */
export class Estate {
  private isAbsent = false;
  private readonly seen = new Map<string, SeenStack>();
  private readonly left = new Set<string>();

  constructor(private readonly props: EstateProps) {}

  /** The stacks that this run deployed and did not remove. */
  get standing(): readonly string[] {
    return [...this.left];
  }

  /** Throws if nothing can be deployed, or if the account has any of it: a run changes and removes only what it made itself. */
  async checkAbsent(signal: AbortSignal): Promise<readonly string[]> {
    const { stacks, trailName } = this.props;
    for (const stack of stacks) {
      await this.checkBootstrapped(stack, signal);
      const found = await this.find(stack, signal);
      if (found !== undefined)
        throw new Error(`the stack ${stack.name} exists already: remove it, or use another account`);
    }
    const trails = await this.aws().ask<{ readonly trailList?: readonly { readonly Name?: string }[] }>(
      ['cloudtrail', 'describe-trails'],
      signal,
    );
    if (trails.trailList?.some(({ Name }) => Name === trailName))
      throw new Error(`a trail ${trailName} exists already: use another account or Region`);
    this.isAbsent = true;
    return [`no stack of ${stacks.map(({ name }) => name).join(', ')}, and no trail ${trailName}`];
  }

  /** Deploys the estate of a tarball, or updates to it, with the assertions of the integ runner. What is kept must be as before. */
  async deploy(
    tarball: string,
    environment: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    if (!this.isAbsent) throw new Error('the account was not seen without this estate');
    const { machine, stacks, test, region, profile } = this.props;
    for (const { name } of stacks) this.left.add(name);
    const profiles = profile === undefined ? [] : ['--profiles', profile];
    const deploying = ['--update-on-failed', '--force', '--no-clean', '--disable-update-workflow'];
    const where = ['--parallel-regions', region, '--max-workers', '1', ...profiles];
    const ended = await machine.run(
      'npm',
      ['run', '--silent', 'test:integ', '--', ...deploying, ...where, `tools/integ-runner/${test}`],
      {
        ...{ signal, isShown: true },
        env: { ...this.props.environment, ...environment, INTEG_TARBALL: tarball },
      },
    );
    if (ended.status !== 0) throw new Error(`integ-runner: ${reasonOf(ended)}`);
    return (await Promise.all(stacks.map((stack) => this.look(stack, signal)))).flat();
  }

  /** Deletes every stack that this run deployed; throws with those that are left. */
  async remove(signal: AbortSignal): Promise<readonly string[]> {
    const facts: string[] = [];
    const failures: string[] = [];
    for (const stack of [...this.props.stacks].reverse()) {
      if (!this.left.has(stack.name)) continue;
      const failure = await this.delete(stack, signal).catch((error: Error) => error.message);
      if (failure !== undefined) failures.push(`${stack.name} is left: ${failure}`);
      else {
        this.left.delete(stack.name);
        facts.push(`${stack.name} is deleted`);
      }
    }
    if (failures.length > 0) throw new Error([...failures, ...facts].join('; '));
    return facts.length === 0 ? ['nothing was deployed'] : facts;
  }

  /** What outlived the stacks must be what their templates keep, no more and no less. */
  async checkRetained(signal: AbortSignal): Promise<readonly string[]> {
    const facts: string[] = [];
    for (const stack of this.props.stacks) {
      const seen = this.seen.get(stack.name);
      if (seen === undefined) continue;
      const resources = await this.resources(stack, seen.arn, signal);
      const skipped = resources.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED');
      const unlike = [
        ...skipped.filter(({ LogicalResourceId }) => !seen.kept.has(LogicalResourceId)),
        ...[...seen.kept.values()].filter(
          (kept) => !skipped.some(({ LogicalResourceId }) => LogicalResourceId === kept.LogicalResourceId),
        ),
      ];
      if (unlike.length > 0) throw new Error(`${stack.name}: not as its template says: ${countsOf(unlike)}`);
      facts.push(`${stack.name}: retained ${countsOf(skipped)}`);
      for (const { ResourceType, PhysicalResourceId } of skipped)
        this.props.machine.say(`retained: ${ResourceType} ${PhysicalResourceId}`);
    }
    return facts;
  }

  private async checkBootstrapped(stack: EstateStack, signal: AbortSignal): Promise<void> {
    const ended = await this.aws(stack).call(['ssm', 'get-parameter', '--name', BOOTSTRAP_VERSION], signal);
    if (ended.status === 0) return;
    if (!ended.stderr.includes('ParameterNotFound'))
      throw new Error(`aws ssm get-parameter: ${lastLines(ended)}`);
    const { region } = this.props;
    throw new Error(
      `the account of the stack ${stack.name} has no bootstrap of the CDK in ${region}: run npx cdk bootstrap aws://ACCOUNT/${region} with its credentials, and begin again`,
    );
  }

  private async look(stack: EstateStack, signal: AbortSignal): Promise<readonly string[]> {
    const arn = (await this.find(stack, signal))?.StackId;
    if (arn === undefined) throw new Error(`the stack ${stack.name} does not exist after its deployment`);
    const template = await this.template(stack, signal);
    const resources = await this.resources(stack, arn, signal);
    const kept = new Map(
      resources
        .filter(({ LogicalResourceId: id }) => /^Retain/.test(template.Resources?.[id]?.DeletionPolicy ?? ''))
        .map((resource) => [resource.LogicalResourceId, resource] as const),
    );
    const before = this.seen.get(stack.name)?.kept ?? new Map<string, Resource>();
    this.seen.set(stack.name, { arn, kept });
    const replaced = [...before.values()].filter(
      (one) => kept.get(one.LogicalResourceId)?.PhysicalResourceId !== one.PhysicalResourceId,
    );
    if (replaced.length > 0)
      throw new Error(`${stack.name}: evidence was replaced or let go: ${countsOf(replaced)}`);
    const same = before.size === 0 ? '' : `, ${before.size} as before`;
    return [`${stack.name}: ${resources.length} resources, ${kept.size} of them kept on removal${same}`];
  }

  private async template(stack: EstateStack, signal: AbortSignal): Promise<Template> {
    const { TemplateBody } = await this.aws(stack).ask<{ readonly TemplateBody: Template }>(
      ['cloudformation', 'get-template', '--stack-name', stack.name],
      signal,
    );
    writeFileSync(join(this.props.folder, `${stack.name}.template.json`), JSON.stringify(TemplateBody));
    return TemplateBody;
  }

  private async resources(
    stack: EstateStack,
    arn: string,
    signal: AbortSignal,
  ): Promise<readonly Resource[]> {
    const answer = await this.aws(stack).ask<{ readonly StackResourceSummaries?: readonly Resource[] }>(
      ['cloudformation', 'list-stack-resources', '--stack-name', arn],
      signal,
    );
    return answer.StackResourceSummaries ?? [];
  }

  /** Waits for an update that is under way, because CloudFormation deletes no such stack; returns why the stack is left. */
  private async delete(stack: EstateStack, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.find(stack, signal);
    if (found === undefined) return undefined;
    const { StackId: arn, StackStatus: status } = found;
    const aws = this.aws(stack);
    // Of other states it would wait for an hour.
    if (/^UPDATE_.*IN_PROGRESS$/.test(status))
      await aws.call(['cloudformation', 'wait', 'stack-update-complete', '--stack-name', arn], signal);
    await aws.ask(['cloudformation', 'delete-stack', '--stack-name', arn], signal);
    const ended = await aws.call(
      ['cloudformation', 'wait', 'stack-delete-complete', '--stack-name', arn],
      signal,
    );
    return ended.status === 0 ? undefined : lastLines(ended);
  }

  private async find(stack: EstateStack, signal: AbortSignal): Promise<FoundStack | undefined> {
    const args = ['cloudformation', 'describe-stacks', '--stack-name', stack.name];
    const ended = await this.aws(stack).call(args, signal);
    if (ended.status === 0) return stackIn(ended.stdout);
    if (ended.stderr.includes('does not exist')) return undefined;
    throw new Error(`aws cloudformation describe-stacks: ${lastLines(ended)}`);
  }

  private aws({ profile }: Partial<EstateStack> = {}): Aws {
    const { machine, region } = this.props;
    return new Aws(machine, region, profile ?? this.props.profile);
  }
}

/** What failed, which integ-runner prints above its own stack trace. */
function reasonOf(ended: Ended): string {
  const lines = `${ended.stdout}\n${ended.stderr}`.split('\n');
  const failures = lines.filter((line) => /❌|failed:|Failed:/i.test(line)).map((line) => line.trim());
  return failures.length === 0 ? lastLines(ended) : failures.slice(0, 3).join(' ');
}

/** A stack that is deleted is found by its ARN alone, so one that is found by its name exists. */
function stackIn(answer: string): FoundStack | undefined {
  const { Stacks } = JSON.parse(answer) as { readonly Stacks?: readonly FoundStack[] };
  return Stacks?.[0];
}

/** Such as `2 AWS::S3::Bucket, 1 AWS::KMS::Key`: types, and no names. */
function countsOf(resources: readonly Resource[]): string {
  const counts = new Map<string, number>();
  for (const { ResourceType } of resources) counts.set(ResourceType, (counts.get(ResourceType) ?? 0) + 1);
  const texts = [...counts].sort().map(([type, count]) => `${count} ${type}`);
  return texts.length === 0 ? 'nothing' : texts.join(', ');
}
