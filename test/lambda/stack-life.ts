import fc from 'fast-check';
import type { StackAnswer, StackEvent } from '../../lambda/aws/change/answer-stack';

type Properties = StackEvent['ResourceProperties'];

/** What goes wrong besides the calls of the function. */
export interface DeploymentTrouble {
  /** How many answers are lost; Lambda invokes the function again twice, and CloudFormation then waits in vain. */
  readonly lostAnswers: number;
  /** Whether another resource of the stack fails after this one. */
  readonly isOtherFailing: boolean;
  /** Whether CloudFormation takes the id of an answer that says that an update failed. */
  readonly isFailedIdTaken: boolean;
}

/** Any trouble, and mostly none. */
export const TROUBLE = fc.record<DeploymentTrouble>({
  lostAnswers: fc.constantFrom(0, 0, 1, 3),
  isOtherFailing: fc.constantFrom(false, false, true),
  isFailedIdTaken: fc.boolean(),
});

/** Lambda calls a function at most twice again whose asynchronous invocation failed. */
const INVOCATIONS = 3;

/**
 * What CloudFormation does with a custom resource of a stack, with rollbacks and with the deletion of what was replaced.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
 */
export class StackLife {
  resource: { readonly physicalId: string; readonly properties: Properties } | undefined;
  /** What CloudFormation does with the stack. */
  status = 'CREATE_IN_PROGRESS';
  /** Why requests failed that no trouble is left to explain. */
  readonly stuck: string[] = [];

  constructor(
    private readonly follow: (event: StackEvent) => Promise<StackAnswer>,
    /** Ends what makes calls fail. */
    private readonly recover: () => void,
  ) {}

  /** Creates or updates the stack; whether the resource is what its properties say. */
  async deploy(properties: Properties, trouble: DeploymentTrouble): Promise<boolean> {
    const { resource } = this;
    if (resource === undefined) return this.#create(properties, trouble);
    this.status = 'UPDATE_IN_PROGRESS';
    const { physicalId, properties: old } = resource;
    const change = {
      PhysicalResourceId: physicalId,
      ResourceProperties: properties,
      OldResourceProperties: old,
    };
    const answer = await this.#ask({ RequestType: 'Update', ...change }, trouble.lostAnswers);
    const isDone = answer !== undefined && answer.reason === undefined;
    if (isDone && !trouble.isOtherFailing) {
      this.resource = { physicalId: answer.physicalId, properties };
      if (answer.physicalId !== physicalId) await this.#remove(physicalId, old);
      return true;
    }
    this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const isTaken = isDone || (answer !== undefined && trouble.isFailedIdTaken);
    const current = isTaken ? answer.physicalId : physicalId;
    const back = { PhysicalResourceId: current, ResourceProperties: old, OldResourceProperties: properties };
    const restored = await this.#insist({ RequestType: 'Update', ...back });
    this.resource = { physicalId: restored.physicalId, properties: old };
    if (restored.physicalId !== current) await this.#remove(current, properties);
    return false;
  }

  /** Deletes the stack. */
  async remove(): Promise<void> {
    const { resource } = this;
    this.status = 'DELETE_IN_PROGRESS';
    this.resource = undefined;
    if (resource !== undefined) await this.#remove(resource.physicalId, resource.properties);
  }

  async #create(
    properties: Properties,
    { lostAnswers, isOtherFailing }: DeploymentTrouble,
  ): Promise<boolean> {
    this.status = 'CREATE_IN_PROGRESS';
    const answer = await this.#ask({ RequestType: 'Create', ResourceProperties: properties }, lostAnswers);
    if (answer !== undefined && answer.reason === undefined && !isOtherFailing) {
      this.resource = { physicalId: answer.physicalId, properties };
      return true;
    }
    this.status = 'ROLLBACK_IN_PROGRESS';
    await this.#remove(answer?.physicalId ?? 'Stack-Resource-1KX8QZ0N9Y', properties);
    return false;
  }

  async #remove(PhysicalResourceId: string, ResourceProperties: Properties): Promise<void> {
    await this.#insist({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties });
  }

  /** A request that a person makes again, once what was wrong is over. */
  async #insist(event: StackEvent): Promise<StackAnswer> {
    const answer = await this.follow(event);
    if (answer.reason === undefined) return answer;
    this.recover();
    const again = await this.follow(event);
    if (again.reason !== undefined) this.stuck.push(`${event.RequestType}: ${again.reason}`);
    return again;
  }

  async #ask(event: StackEvent, lostAnswers: number): Promise<StackAnswer | undefined> {
    for (let invocation = 0; invocation < INVOCATIONS; invocation++) {
      const answer = await this.follow(event);
      if (invocation >= lostAnswers) return answer;
    }
    return undefined;
  }
}
